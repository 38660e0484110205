package dev.batchline.providers.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.batchline.providers.CreateBatch;
import java.util.TreeMap;

/** Writes the body that asks for a batch. */
final class CreateBody {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private CreateBody() {}

    static byte[] of(CreateBatch create) {
        ObjectNode body = MAPPER.createObjectNode();
        body.put("input_file_id", create.fileId());
        body.put("endpoint", create.endpoint());
        body.put("completion_window", create.completionWindow());
        if (!create.metadata().isEmpty()) {
            ObjectNode metadata = body.putObject("metadata");
            new TreeMap<>(create.metadata()).forEach(metadata::put);
        }
        try {
            return MAPPER.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot write the request for a batch as JSON", e);
        }
    }
}

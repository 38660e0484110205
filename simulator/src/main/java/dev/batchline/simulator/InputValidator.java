package dev.batchline.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.batchline.simulator.answer.Answers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Checks one input file line by line before anything of it is executed. */
final class InputValidator {

    private static final int MOST_PROBLEMS = 100;
    private static final Set<String> MODEL_OPTIONAL = Set.of("/v1/moderations");

    private final CreateBatch request;
    private final Limits limits;
    private final Predicate<String> tokensCount;
    private final InputIndex index = new InputIndex();
    private final List<BatchProblem> problems = new ArrayList<>();
    private final Set<String> customIds = new HashSet<>();
    private @Nullable String model;
    private long inputs;
    private long promptTokens;
    private int blankLine;

    /** Prompt tokens are counted if the model is one whose tokens are. */
    InputValidator(CreateBatch request, Limits limits, Predicate<String> tokensCount) {
        this.request = request;
        this.tokensCount = tokensCount;
        this.limits = limits;
    }

    /** Reads the whole file; up to a hundred problems are named. */
    Validation validate(StoredFile file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file.path())) {
            LineReader lines = new LineReader(bytes);
            while (problems.size() < MOST_PROBLEMS && index.size() <= limits.lines() && lines.next()) {
                check(lines);
            }
        }
        if (tooMany()) {
            return rejected("too_many_tasks", "The batch holds more than the allowed " + limits.lines() + " tasks.");
        }
        if (index.size() == 0 && problems.isEmpty()) {
            return rejected("empty_file", "The input file holds no request.");
        }
        if (!problems.isEmpty()) {
            return new Validation.Rejected(problems);
        }
        return new Validation.Accepted(index, model == null ? "" : model, promptTokens);
    }

    private boolean tooMany() {
        boolean embeddings = request.endpoint().equals("/v1/embeddings");
        return index.size() > limits.lines() || (embeddings && inputs > limits.lines());
    }

    private static Validation rejected(String code, String message) {
        return new Validation.Rejected(List.of(new BatchProblem(code, message, null, null)));
    }

    private void check(LineReader lines) {
        if (lines.blank()) {
            blankLine = blankLine == 0 ? lines.number() : blankLine;
            return;
        }
        if (blankLine > 0) {
            unparseable(blankLine);
            blankLine = 0;
        }
        index.add(lines.start(), lines.length());
        try {
            RequestLine line = RequestLine.parse(lines.buffer(), lines.length());
            checkEnvelope(line, lines.number());
            checkModel(line, lines.number());
            inputs += line.inputs();
            countTokens(lines, line);
        } catch (IOException e) {
            unparseable(lines.number());
        }
    }

    private void unparseable(int number) {
        problem("invalid_json_line", "This line is not parseable as valid JSON.", null, number);
    }

    private void checkEnvelope(RequestLine line, int number) {
        String customId = line.customId();
        if (customId == null || customId.isEmpty()) {
            missing("custom_id", number);
        } else if (!customIds.add(customId)) {
            problem(
                    "duplicate_custom_id",
                    "The custom_id '" + customId + "' is used by more than one line.",
                    "custom_id",
                    number);
        }
        if (line.method() == null) {
            missing("method", number);
        } else if (!"POST".equals(line.method())) {
            problem("invalid_method", "The method of a request line must be POST.", "method", number);
        }
        if (line.url() == null) {
            missing("url", number);
        } else if (!request.endpoint().equals(line.url())) {
            problem(
                    "url_mismatch",
                    "The line asks '" + line.url() + "' but the batch is for '" + request.endpoint() + "'.",
                    "url",
                    number);
        }
    }

    private void checkModel(RequestLine line, int number) {
        if (!line.hasBody()) {
            missing("body", number);
            return;
        }
        if (!line.bodyIsObject()) {
            problem("invalid_request", "The body of a request line must be an object.", "body", number);
            return;
        }
        String named = line.model();
        if (named == null) {
            if (!MODEL_OPTIONAL.contains(request.endpoint())) {
                missing("body.model", number);
            }
        } else if (model == null) {
            model = named;
            if (limits.unknownModels().contains(named)) {
                problem("model_not_found", "The model '" + named + "' does not exist.", "body.model", number);
            }
        } else if (!model.equals(named)) {
            problem(
                    "model_mismatch",
                    "The line asks model '" + named + "' but the batch began with '" + model + "'.",
                    "body.model",
                    number);
        }
    }

    private void countTokens(LineReader lines, RequestLine line) throws IOException {
        if (model != null && tokensCount.test(model) && line.bodyIsObject()) {
            JsonNode body = Json.MAPPER.readTree(lines.buffer(), line.bodyStart(), line.bodyLength());
            promptTokens += Answers.promptTokens(request.endpoint(), body);
        }
    }

    private void missing(String param, int number) {
        problem("missing_required_parameter", "The line lacks '" + param + "'.", param, number);
    }

    private void problem(String code, String message, @Nullable String param, int number) {
        problems.add(new BatchProblem(code, message, param, number));
    }
}

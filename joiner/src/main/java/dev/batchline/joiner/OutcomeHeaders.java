package dev.batchline.joiner;

import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.ManifestItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The headers that say in which window and batch an item got its outcome. */
final class OutcomeHeaders {
    /** What the batcher needs, and what is told anew here. */
    private static final Set<String> NOT_CARRIED =
            Set.of(Headers.SOURCE_TOPIC_ID, Headers.RELEASED, Headers.ACCOUNT, Headers.MODE, Headers.ATTEMPT);

    private final List<Header> common;

    OutcomeHeaders(String window, @Nullable String batchId, @Nullable String account, String model) {
        List<Header> headers = new ArrayList<>();
        headers.add(Header.of(Headers.WINDOW, window));
        Optional.ofNullable(batchId).ifPresent(id -> headers.add(Header.of(Headers.BATCH_ID, id)));
        Optional.ofNullable(account).ifPresent(name -> headers.add(Header.of(Headers.ACCOUNT, name)));
        headers.add(Header.of(Headers.MODEL, model));
        headers.add(Header.of(Headers.MODE, "batch"));
        this.common = List.copyOf(headers);
    }

    /** The headers of an item's outcome: what it carried, then these. */
    List<Header> of(ManifestItem item) {
        List<Header> headers = new ArrayList<>(item.headers().size() + common.size() + 1);
        for (Header header : item.headers()) {
            if (!NOT_CARRIED.contains(header.key())) {
                headers.add(header);
            }
        }
        headers.addAll(common);
        headers.add(Header.of(Headers.ATTEMPT, Integer.toString(item.attempt())));
        return headers;
    }
}

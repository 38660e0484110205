package dev.batchline.cli.replay;

import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.ParsedRequest;
import dev.batchline.schemas.RequestEvent;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of a dead letter that was chosen.
 *
 * @param job the replay's name
 * @param account the account to send it through; null leaves it as it was
 * @param patch what to change; null leaves the bytes as they are
 * @param requestMaxBytes the largest request
 */
record ReplayPolicy(
        String job, @Nullable String account, @Nullable MergePatch patch, int requestMaxBytes) {
    /**
     * The decision.
     *
     * @param already whether it was sent again before, and is not to be once more
     */
    Decision decide(Letter letter, boolean already) {
        byte[] value = letter.value();
        if (already) {
            return new Decision.Skip(
                    value != null && RequestEvent.parse(value) instanceof RequestEvent request ? request : null);
        }
        if (letter.has(Headers.VALUE_OMITTED)) {
            return new Decision.Cannot("its value was too large to be kept");
        }
        if (value == null) {
            return new Decision.Cannot("it has no value");
        }
        ParsedRequest before = RequestEvent.parse(value);
        return patch == null ? unchanged(letter, value, before) : changed(letter, value, before, patch);
    }

    private Decision unchanged(Letter letter, byte[] value, ParsedRequest parsed) {
        if (value.length > requestMaxBytes) {
            return tooLarge(value);
        }
        return switch (parsed) {
            case RequestEvent request -> send(letter, request, value);
            case ParsedRequest.Refused refused -> unreadable(refused);
        };
    }

    private Decision changed(Letter letter, byte[] value, ParsedRequest before, MergePatch change) {
        Optional<byte[]> patched = change.apply(before instanceof RequestEvent request ? request.json() : value);
        if (patched.isEmpty()) {
            return before instanceof ParsedRequest.Refused refused
                    ? unreadable(refused)
                    : new Decision.Spoiled(
                            "a name stands twice in one of its objects, so that no patch can be applied");
        }
        byte[] json = patched.get();
        if (json.length > requestMaxBytes) {
            return value.length > requestMaxBytes
                    ? tooLarge(json)
                    : new Decision.Spoiled(
                            "with the patch it has " + json.length + " bytes, request.max.bytes is " + requestMaxBytes);
        }
        return switch (RequestEvent.parse(json)) {
            case RequestEvent request -> send(letter, request, json);
            case ParsedRequest.Refused refused ->
                before instanceof ParsedRequest.Refused
                        ? unreadable(refused)
                        : new Decision.Spoiled("with the patch it is no request: " + refused.message());
        };
    }

    private Decision send(Letter letter, RequestEvent request, byte[] value) {
        List<Header> headers = RequestHeaders.of(letter, job, account);
        return RequestHeaders.size(headers) > Headers.CARRIED_MAX_BYTES
                ? new Decision.Cannot("its headers, with those that a replay adds, are larger than is carried")
                : new Decision.Send(request, value, headers);
    }

    private Decision tooLarge(byte[] value) {
        return new Decision.Cannot("it has " + value.length + " bytes, request.max.bytes is " + requestMaxBytes);
    }

    private static Decision unreadable(ParsedRequest.Refused refused) {
        return new Decision.Cannot("it cannot be read (" + refused.code().word() + ")");
    }
}

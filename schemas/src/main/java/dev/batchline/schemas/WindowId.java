package dev.batchline.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a window by where it begins, so that whoever fills it again after a crash arrives at the same name.
 *
 * @param deployment the installation it belongs to
 * @param partition the partition of every internal topic that concerns it
 * @param lane eight base-32 characters of the hash of its lane key
 * @param firstOffset the offset of its first record in the lanes topic
 */
public record WindowId(DeploymentId deployment, int partition, String lane, long firstOffset) {
    private static final Pattern TEXT = Pattern.compile("([a-z2-9]{8})-w(\\d{1,9})-([a-z2-9]{8})-(\\d{1,18})");

    /** The id of the window of this lane that begins at this offset. */
    public static WindowId of(DeploymentId deployment, int partition, LaneKey lane, long firstOffset) {
        return new WindowId(deployment, partition, Base32.hash(lane.text()), firstOffset);
    }

    /** Reads the text form {@code <deployment>-w<partition>-<lane>-<first offset>}. */
    @JsonCreator
    public static WindowId parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new UnreadableRecordException("not a window id: " + text);
        }
        return new WindowId(
                new DeploymentId(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                parts.group(3),
                Long.parseLong(parts.group(4)));
    }

    /** The text form, which is also safe as a file name and as metadata of a batch. */
    @JsonValue
    public String text() {
        return deployment.text() + "-w" + partition + "-" + lane + "-" + firstOffset;
    }

    /** A custom_id that stands in for the user's own in this window, at most 64 characters of {@code [a-zA-Z0-9-]}. */
    public String wireId(int seq) {
        return text() + "-" + seq;
    }

    @Override
    public String toString() {
        return text();
    }
}

package dev.batchline.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Tells one installation from every other that may share a provider project: what does not carry it is not ours.
 *
 * @param text eight base-32 characters
 */
public record DeploymentId(@JsonValue String text) {
    public DeploymentId {
        if (!text.matches("[a-z2-9]{8}")) {
            throw new UnreadableRecordException("not a deployment id (expected 8 base-32 characters): " + text);
        }
    }

    /** The id of the installation whose lanes topic has this topic id in the cluster with this cluster id. */
    public static DeploymentId of(String clusterId, String lanesTopicId) {
        return new DeploymentId(Base32.hash(clusterId, lanesTopicId));
    }

    /** Reads the text form. */
    @JsonCreator
    public static DeploymentId parse(String text) {
        return new DeploymentId(text);
    }

    @Override
    public String toString() {
        return text;
    }
}

package dev.batchline.cli.replay;

import java.time.Instant;

/**
 * What a replay is known by when it goes on, beside its name.
 *
 * @param begun when it began: what the flags call ago is counted from then
 * @param choice a digest of the flags that choose dead letters and change them
 * @param topicId Kafka's id of the topic that they are on
 */
record JobIdentity(Instant begun, String choice, String topicId) {}

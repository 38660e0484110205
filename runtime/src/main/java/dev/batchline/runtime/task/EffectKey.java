package dev.batchline.runtime.task;

/**
 * What a call to the outside is about.
 *
 * @param subject usually a window id; one call at a time is under way for a subject
 * @param version of the stored state that the call answers; its outcome counts only while that is the stored version
 */
public record EffectKey(String subject, long version) {}

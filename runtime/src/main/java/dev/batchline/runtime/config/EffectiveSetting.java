package dev.batchline.runtime.config;

/**
 * A setting as it is in effect, safe to print.
 *
 * @param key the setting
 * @param value its value, or {@code (hidden)} for a secret, or nothing where there is none
 * @param origin where the value came from, and through which references
 */
public record EffectiveSetting(String key, String value, String origin) {}

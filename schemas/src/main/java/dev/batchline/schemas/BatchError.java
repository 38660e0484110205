package dev.batchline.schemas;

import org.jspecify.annotations.Nullable;

/**
 * One reason for which a provider refused a whole batch or one of its lines.
 *
 * @param code the provider's word, such as {@code token_limit_exceeded}
 * @param message the provider's sentence
 * @param param what it is about, if it says so
 * @param line the line of the input file, from 1, if it is about one
 */
public record BatchError(
        @Nullable String code,
        @Nullable String message,
        @Nullable String param,
        @Nullable Long line) {}

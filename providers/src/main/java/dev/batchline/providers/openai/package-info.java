/** The adapter for OpenAI and for what speaks its batch API. */
@NullMarked
package dev.batchline.providers.openai;

import org.jspecify.annotations.NullMarked;

/** The wire contract: records, codecs, JSON Schemas, topic catalogue, header names, state machines. */
@NullMarked
package dev.batchline.schemas;

import org.jspecify.annotations.NullMarked;

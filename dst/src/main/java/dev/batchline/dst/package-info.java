/** The services' own code under a seeded simulation of Kafka, of the provider and of time. */
@NullMarked
package dev.batchline.dst;

import org.jspecify.annotations.NullMarked;

package dev.batchline.e2e;

/** Where a window can be when a service is stopped. */
enum Phase {
    /** It takes requests. */
    FILLING,
    /** Its file is on its way to the provider. */
    UPLOADING,
    /** Its batch was asked for and the reply is not there. */
    CREATING,
    /** Its batch is at the provider. */
    AT_PROVIDER,
    /** Some of its outcomes are published and some are not. */
    PUBLISHING
}

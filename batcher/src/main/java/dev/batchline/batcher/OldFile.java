package dev.batchline.batcher;

import dev.batchline.schemas.WindowId;

/**
 * A file at the provider that is old and carries a window's name.
 *
 * @param account where it is
 * @param id the provider's id
 * @param window whose name it carries
 */
record OldFile(String account, String id, WindowId window) {}

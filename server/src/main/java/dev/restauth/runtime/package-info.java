/**
 * The server process without its features: start and stop, the lock of the data folder, file
 * permissions, maintenance tasks, the heap limit, and the closing of all resources.
 *
 * <p>Depends on no feature. Start reading at {@link dev.restauth.runtime.Serving}.
 */
@NullMarked
package dev.restauth.runtime;

import org.jspecify.annotations.NullMarked;

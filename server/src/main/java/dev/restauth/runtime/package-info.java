/**
 * The server process without its features: start and stop, the lock of the data folder, file
 * permissions, maintenance tasks and the heap limit.
 *
 * <p>Depends on no feature. Start reading at {@link dev.restauth.runtime.Serving}.
 */
@NullMarked
package dev.restauth.runtime;

import org.jspecify.annotations.NullMarked;

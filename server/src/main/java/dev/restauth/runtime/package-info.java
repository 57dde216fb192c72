/**
 * What a process of this program needs whatever it serves: its life as the operator sees it, the lock of its
 * folder, what others may do with its files, what it does each minute, how far its heap may grow, and that all is closed at the end.
 *
 * <p>Knows no feature. Start reading at {@link dev.restauth.runtime.Serving}.
 */
@NullMarked
package dev.restauth.runtime;

import org.jspecify.annotations.NullMarked;

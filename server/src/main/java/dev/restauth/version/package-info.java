/**
 * The version of the program, which the build writes into it.
 *
 * <p>Calls nothing. Start reading at {@link dev.restauth.version.Version}.
 */
@NullMarked
package dev.restauth.version;

import org.jspecify.annotations.NullMarked;

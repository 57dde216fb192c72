/**
 * The version of the program; the build writes it into the jar.
 *
 * <p>Calls nothing. Start reading at {@link dev.restauth.version.Version}.
 */
@NullMarked
package dev.restauth.version;

import org.jspecify.annotations.NullMarked;

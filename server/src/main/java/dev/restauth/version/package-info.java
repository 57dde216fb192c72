/**
 * The version of the program, which the build writes into the jar.
 *
 * <p>This package calls no other package. Start reading at {@link dev.restauth.version.Version}.
 */
@NullMarked
package dev.restauth.version;

import org.jspecify.annotations.NullMarked;

/**
 * Where users come from: one file a system. Reads an export as a stream, whatever its size, and tells
 * what it found.
 *
 * <p>Start reading at {@link dev.restauth.adopt.source.AccountSource}.
 */
@NullMarked
package dev.restauth.adopt.source;

import org.jspecify.annotations.NullMarked;

/**
 * The sources of accounts to import: one class for each system. A source reads an export as a stream, of any size, and
 * sends the entries to a sink.
 *
 * <p>Start reading at {@link dev.restauth.adopt.source.AccountSource}.
 */
@NullMarked
package dev.restauth.adopt.source;

import org.jspecify.annotations.NullMarked;

/**
 * The sources of accounts to import, with one class for each system. A source reads an export of
 * any size as a stream, and sends its entries to a sink.
 *
 * <p>Start reading at {@link dev.restauth.adopt.source.AccountSource}.
 */
@NullMarked
package dev.restauth.adopt.source;

import org.jspecify.annotations.NullMarked;

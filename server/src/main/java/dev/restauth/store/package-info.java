/**
 * What is kept, as small interfaces, one an aggregate, with their rows as records.
 *
 * <p>Owns the vocabulary of persistence and its atomicity promises; knows no feature, no SQL and no
 * HTTP. Start reading at {@link dev.restauth.store.Store}.
 */
@NullMarked
package dev.restauth.store;

import org.jspecify.annotations.NullMarked;

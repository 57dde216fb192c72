/**
 * Storage for the features: transactions, statements and rows, the declaration of tables, and the
 * log of changes.
 *
 * <p>This package owns the stored form of times and texts, and guarantees atomicity. It depends
 * neither on features nor on HTTP. Each feature keeps its SQL in its own class, such as {@code
 * account.AccountRows}. Start reading at {@link dev.restauth.store.Store}, then {@link
 * dev.restauth.store.Sql}.
 */
@NullMarked
package dev.restauth.store;

import org.jspecify.annotations.NullMarked;

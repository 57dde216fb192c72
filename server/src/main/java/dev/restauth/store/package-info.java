/**
 * Storage for the features: transactions, statements and rows, the declaration of tables, and the
 * log of changes.
 *
 * <p>Owns the stored form of times and texts, and the guarantees of atomicity; depends on no feature and no HTTP. The
 * SQL of a feature is in a class of the feature, such as {@code account.AccountRows}. Start reading at {@link
 * dev.restauth.store.Store}, then {@link dev.restauth.store.Sql}.
 */
@NullMarked
package dev.restauth.store;

import org.jspecify.annotations.NullMarked;

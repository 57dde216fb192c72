/**
 * What features keep their rows with: transactions, statements and rows, what a table declares, and the
 * changes that everybody hears of.
 *
 * <p>Owns how times and texts are kept, and the promises of atomicity; knows no feature and no HTTP. The
 * SQL of a feature is in a class of the feature, such as {@code account.AccountRows}. Start reading at
 * {@link dev.restauth.store.Store}, then {@link dev.restauth.store.Sql}.
 */
@NullMarked
package dev.restauth.store;

import org.jspecify.annotations.NullMarked;

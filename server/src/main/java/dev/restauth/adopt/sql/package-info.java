/**
 * Another application's database, of which nothing is changed: which drivers there are, how it is opened,
 * the query that selects its users, reading them all, and looking one up.
 *
 * <p>Beside {@code store.sql} the only place that touches {@code java.sql}. What it throws carries
 * texts that were made here: what a driver says may hold a password. Start reading at {@link
 * dev.restauth.adopt.sql.LegacyDatabase}.
 */
@NullMarked
package dev.restauth.adopt.sql;

import org.jspecify.annotations.NullMarked;

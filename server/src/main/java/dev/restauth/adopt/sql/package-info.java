/**
 * Read-only access to another application's database: the drivers, opening it, the query that selects
 * its users, reading all of them, and looking one up.
 *
 * <p>Only this package and {@code store.sql} use {@code java.sql}. The messages of its exceptions are
 * written here: a driver's message may contain a password. Start reading at {@link
 * dev.restauth.adopt.sql.LegacyDatabase}.
 */
@NullMarked
package dev.restauth.adopt.sql;

import org.jspecify.annotations.NullMarked;

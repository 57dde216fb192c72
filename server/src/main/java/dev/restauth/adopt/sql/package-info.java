/**
 * Read-only access to another application's database. The package finds the driver, opens the
 * database, and reads all users or looks up one user.
 *
 * <p>Only this package, {@code store} and its subpackages use {@code java.sql}. The package writes
 * the messages of its exceptions itself, because a driver's message may contain a password. Start
 * reading at {@link dev.restauth.adopt.sql.LegacyDatabase}.
 */
@NullMarked
package dev.restauth.adopt.sql;

import org.jspecify.annotations.NullMarked;

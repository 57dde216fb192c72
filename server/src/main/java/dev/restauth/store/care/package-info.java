/**
 * Work on a database as a whole: backup, restore, check, and moving to another database. This
 * package calls {@link dev.restauth.store.sql}, which does not depend on it.
 *
 * <p>Start reading at {@link dev.restauth.store.care.SqliteFile} and {@link
 * dev.restauth.store.care.PostgresMaintenance}, which implement the operators' commands. {@link
 * dev.restauth.store.care.SqlDatabaseMove} performs moves.
 */
@NullMarked
package dev.restauth.store.care;

import org.jspecify.annotations.NullMarked;

/**
 * What is done with a database as a whole: backing it up, restoring it, checking it, moving it to another. Calls {@link
 * dev.restauth.store.sql}, where nobody knows of it.
 *
 * <p>Start reading at {@link dev.restauth.store.care.SqliteFile} and {@link
 * dev.restauth.store.care.PostgresMaintenance}, what operators have; {@link dev.restauth.store.care.SqlDatabaseMove} moves.
 */
@NullMarked
package dev.restauth.store.care;

import org.jspecify.annotations.NullMarked;

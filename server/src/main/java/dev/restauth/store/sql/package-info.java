/**
 * The store on JDBC, for SQLite and PostgreSQL: connections, writers and readers, commits, the
 * schema and the log of changes.
 *
 * <p>Start reading at {@link dev.restauth.store.sql.Database}. The schema files are in the
 * resources of this package, in one folder for each kind of database.
 */
@NullMarked
package dev.restauth.store.sql;

import org.jspecify.annotations.NullMarked;

/**
 * The store on JDBC, for SQLite and PostgreSQL alike: connections, writers and readers, commits, the
 * schema and the table of changes.
 *
 * <p>Start reading at {@link
 * dev.restauth.store.sql.Database}; the schema files lie beside it in the resources, one folder a
 * database, the only thing that differs.
 */
@NullMarked
package dev.restauth.store.sql;

import org.jspecify.annotations.NullMarked;

/**
 * The store on JDBC: one implementation, one SQL text, for SQLite and PostgreSQL alike.
 *
 * <p>The only place that touches {@code java.sql}. Start reading at {@link
 * dev.restauth.store.sql.Database}; the schema files lie beside it in the resources, one folder a
 * database, the only thing that differs.
 */
@NullMarked
package dev.restauth.store.sql;

import org.jspecify.annotations.NullMarked;

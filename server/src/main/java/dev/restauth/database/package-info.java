/**
 * The database and its configuration: the settings, the data folder, database URLs, the default
 * protection of connections, and the objects that open databases.
 *
 * <p>Start reading at {@link dev.restauth.database.DatabaseSettings}, then {@link
 * dev.restauth.database.Databases}.
 */
@NullMarked
package dev.restauth.database;

import org.jspecify.annotations.NullMarked;

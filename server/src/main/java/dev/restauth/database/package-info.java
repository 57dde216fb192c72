/**
 * Which database there is: its settings and the data folder, how a URL names one, how connections to it are
 * protected if nobody says it, and what opens it.
 *
 * <p>Start reading at {@link dev.restauth.database.DatabaseSettings}, then {@link
 * dev.restauth.database.Databases}.
 */
@NullMarked
package dev.restauth.database;

import org.jspecify.annotations.NullMarked;

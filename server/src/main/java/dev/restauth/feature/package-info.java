/**
 * What the program takes from each of its capabilities.
 *
 * <p>A capability brings two halves. Its {@link dev.restauth.feature.Declaration} is static data
 * that can be read while no database is open, such as the words of its commands. Its feature is
 * made by hand on an open database.
 *
 * <p>Knows {@code cli}, {@code config} and {@code control}, and no capability. The list of all
 * declarations is {@code Declarations}, in the root. Start reading at {@link
 * dev.restauth.feature.Declaration}.
 */
@NullMarked
package dev.restauth.feature;

import org.jspecify.annotations.NullMarked;

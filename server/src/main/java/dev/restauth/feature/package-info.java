/**
 * What the program takes from each of its capabilities.
 *
 * <p>A capability brings two halves. Its {@link dev.restauth.feature.Declaration} is static data
 * that can be read while no database is open, such as the words of its commands. Its {@link
 * dev.restauth.feature.Feature} is built by hand on an open database, with what it needs.
 *
 * <p>Knows no capability. The lists of all are {@code Declarations} and {@code Features}, in the root.
 */
@NullMarked
package dev.restauth.feature;

import org.jspecify.annotations.NullMarked;

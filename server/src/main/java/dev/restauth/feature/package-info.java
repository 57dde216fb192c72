/**
 * The interfaces between the program and its features.
 *
 * <p>A feature has two halves. Its {@link dev.restauth.feature.Declaration} is static data that can
 * be read without a database, such as its commands. Its {@link dev.restauth.feature.Feature} is
 * built on an open database, with its dependencies as constructor parameters.
 *
 * <p>This package depends on no feature. The root package lists all features, in {@code
 * Declarations} and {@code Features}.
 */
@NullMarked
package dev.restauth.feature;

import org.jspecify.annotations.NullMarked;

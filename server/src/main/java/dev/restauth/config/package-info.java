/**
 * The configuration, read from flags, environment variables and restauth.yaml, and from no other source.
 *
 * <p>Each package declares its own settings in a class that implements {@link
 * dev.restauth.config.Settings}; the program's root lists these classes. This package has the parts that
 * all settings share: sources and their precedence, types of values, defaults, and the report of all
 * problems at once. It is the only caller of {@code System.getenv}. It reads files to check that they
 * exist, and calls no other package but {@code log}, to show a text on one line. Start reading at {@link
 * dev.restauth.config.Setting}, then {@link dev.restauth.config.ConfigLoader}. A test compares
 * docs/configuration.md with the declared settings.
 */
@NullMarked
package dev.restauth.config;

import org.jspecify.annotations.NullMarked;

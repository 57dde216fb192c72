/**
 * The configuration, which is read only from flags, environment variables and restauth.yaml.
 *
 * <p>Each package declares its own settings in a class that implements {@link
 * dev.restauth.config.Settings}; the program's root package lists these classes. This package
 * contains what all settings share: sources and their precedence, types of values, defaults, and
 * the report of all problems together. Only this package calls {@code System.getenv}. It reads
 * files to check that they exist. Of the other packages, it calls only {@code log}, to show a text
 * on one line.
 *
 * <p>Start reading at {@link dev.restauth.config.Setting}, then {@link
 * dev.restauth.config.ConfigLoader}. A test compares docs/configuration.md with the declared
 * settings.
 */
@NullMarked
package dev.restauth.config;

import org.jspecify.annotations.NullMarked;

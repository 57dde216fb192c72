/**
 * The configuration, which is read only from flags, environment variables and restauth.yaml.
 *
 * <p>Each package declares its own settings in a class that implements {@link
 * dev.restauth.config.Settings}; the program's root package lists these classes. This package
 * contains what all settings share: sources and their precedence, types of values, defaults, and
 * the report of all problems together. Only this package calls {@code System.getenv}. It reads the
 * configuration file and files with secrets, and checks that other files exist. Of the other
 * packages, it calls only {@code json} and {@code log}.
 *
 * <p>Start reading at {@link dev.restauth.config.Setting}, then {@link
 * dev.restauth.config.ConfigLoader}. A test compares docs/configuration.md with the declared
 * settings.
 */
@NullMarked
package dev.restauth.config;

import org.jspecify.annotations.NullMarked;

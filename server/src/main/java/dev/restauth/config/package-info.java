/**
 * The configuration, which comes only from flags, environment variables, the configuration file
 * (by default restauth.yaml), and the files that settings name.
 *
 * <p>Each package that has settings declares them in classes that implement {@link
 * dev.restauth.config.Settings}; the program's root package lists these classes. This package
 * contains the code that all settings share: sources and their precedence, types of values,
 * defaults, and the report of all problems together. Only this package calls {@code System.getenv}.
 * It reads the configuration file and the files with secrets, and checks that other files can be
 * read. Of the other packages, it calls only {@code json} and {@code log}.
 *
 * <p>Start reading at {@link dev.restauth.config.Setting}, then {@link
 * dev.restauth.config.ConfigLoader}. A test compares docs/configuration.md with the declared
 * settings.
 */
@NullMarked
package dev.restauth.config;

import org.jspecify.annotations.NullMarked;

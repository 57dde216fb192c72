/**
 * How an operator's choices are read: from flags, environment variables and restauth.yaml, and nowhere
 * else.
 *
 * <p>Which settings there are, the packages say that read them, in classes that implement {@link
 * dev.restauth.config.Settings}; the program's root lists these. Here is what all settings share: where a
 * value comes from, what kinds there are, defaults, and how mistakes are told, all at once. It is the only
 * caller of {@code System.getenv}. It reads files to check that they are there, and calls no other package
 * but {@code log}, for how a text is shown on one line. Start reading at {@link
 * dev.restauth.config.Setting}, then {@link dev.restauth.config.ConfigLoader}; docs/configuration.md is held
 * to what is declared by a test.
 */
@NullMarked
package dev.restauth.config;

import org.jspecify.annotations.NullMarked;

/**
 * What an operator may choose, and the one place where it is read: flags, environment variables and
 * restauth.yaml.
 *
 * <p>Owns every setting's name, default and range, and the rules between settings. It is the only
 * caller of {@code System.getenv}. It reads files to check that they are there, and calls no other
 * package but {@code log}, whose levels and formats are among the choices. Start reading at {@link
 * dev.restauth.config.Setting}, then {@link dev.restauth.config.ConfigLoader};
 * docs/configuration.md is held to both by a test.
 */
@NullMarked
package dev.restauth.config;

import org.jspecify.annotations.NullMarked;

/**
 * Password hashes of other systems: one file for each family, recognised by the prefix of the text.
 * The package parses hashes, with bounds on their cost, and derives the bytes of a hash from a
 * password. It never makes new hashes.
 *
 * <p>Start reading at {@link dev.restauth.password.format.ForeignHash}, which lists the families.
 * {@link dev.restauth.password.format.NamedFormat} is for hashes that do not identify their format.
 */
@NullMarked
package dev.restauth.password.format;

import org.jspecify.annotations.NullMarked;

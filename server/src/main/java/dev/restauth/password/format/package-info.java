/**
 * Password hashes of other systems: one class for each family, which the prefix of the text
 * identifies. The package parses hashes, limits their cost, and derives the bytes of a hash from a
 * password. It never creates hashes of new passwords.
 *
 * <p>Start reading at {@link dev.restauth.password.format.ForeignHash}, which lists the families.
 * {@link dev.restauth.password.format.NamedFormat} is for hashes that do not identify their format.
 */
@NullMarked
package dev.restauth.password.format;

import org.jspecify.annotations.NullMarked;

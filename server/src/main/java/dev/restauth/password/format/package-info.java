/**
 * Password hashes that other systems made: one file a family, found by how the text begins. Reads them,
 * with bounds on what they may cost, and says how a password becomes the bytes they hold. New hashes are
 * never made this way.
 *
 * <p>Start reading at {@link dev.restauth.password.format.ForeignHash}, which lists the families.
 * {@link dev.restauth.password.format.NamedFormat} is for hashes that do not say what they are.
 */
@NullMarked
package dev.restauth.password.format;

import org.jspecify.annotations.NullMarked;

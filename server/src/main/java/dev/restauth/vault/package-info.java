/**
 * What the database keeps sealed, and the master key that it is sealed under: finding that key, making
 * sure that it is the right one, and moving to another.
 *
 * <p>Start reading at {@link dev.restauth.vault.Vault}.
 */
@NullMarked
package dev.restauth.vault;

import org.jspecify.annotations.NullMarked;

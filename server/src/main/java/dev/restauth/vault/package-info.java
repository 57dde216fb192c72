/**
 * Sealed data in the database, and the master key: loading it, verifying that it is the right one, and changing to
 * another.
 *
 * <p>Start reading at {@link dev.restauth.vault.Vault}.
 */
@NullMarked
package dev.restauth.vault;

import org.jspecify.annotations.NullMarked;

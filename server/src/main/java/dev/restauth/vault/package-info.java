/**
 * Encrypted data in the database, and the master key. The package loads the key, verifies that it
 * is the right one, and changes to another key.
 *
 * <p>Start reading at {@link dev.restauth.vault.Vault}.
 */
@NullMarked
package dev.restauth.vault;

import org.jspecify.annotations.NullMarked;

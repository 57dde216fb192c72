/**
 * Imports accounts of other systems. A command imports all accounts, or each user is imported at
 * their first log-in while the other system is still running. Also wraps weak hashes.
 *
 * <p>The package owns the secrets that several hashes share, and the command {@code restauth
 * adopt}. Start reading at {@link dev.restauth.adopt.Adoption}.
 */
@NullMarked
package dev.restauth.adopt;

import org.jspecify.annotations.NullMarked;

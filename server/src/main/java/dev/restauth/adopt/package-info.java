/**
 * Imports accounts of other systems: with a command, or one by one at log-ins while the other system is still running. Also
 * wraps their weak hashes.
 *
 * <p>Owns the secrets that their hashes share, and the command {@code restauth adopt}. Start reading
 * at {@link dev.restauth.adopt.Adoption}.
 */
@NullMarked
package dev.restauth.adopt;

import org.jspecify.annotations.NullMarked;

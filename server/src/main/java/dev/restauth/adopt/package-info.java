/**
 * Importing accounts of other systems: by a command, or one by one at log-ins while the other system
 * still runs; and wrapping the weak ones among their hashes.
 *
 * <p>Owns the secrets that their hashes share, and the command {@code restauth adopt}. Start reading
 * at {@link dev.restauth.adopt.Adoption}.
 */
@NullMarked
package dev.restauth.adopt;

import org.jspecify.annotations.NullMarked;

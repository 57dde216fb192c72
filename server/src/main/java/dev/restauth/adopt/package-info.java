/**
 * Taking over the users of other systems: bringing them in, logging them in while the other system
 * still runs, and wrapping what hashes of theirs protect nobody.
 *
 * <p>Owns the secrets that their hashes share, and the words {@code restauth adopt}. Start reading
 * at {@link dev.restauth.adopt.Adoption}.
 */
@NullMarked
package dev.restauth.adopt;

import org.jspecify.annotations.NullMarked;

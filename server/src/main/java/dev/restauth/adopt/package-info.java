/**
 * Taking over the users of other systems: bringing them in, logging them in while the other system
 * still runs, and wrapping what hashes of theirs protect nobody.
 *
 * <p>Owns the secrets that their hashes share, and the words {@code restauth adopt}. May call
 * {@code account}, {@code adopt.source}, {@code adopt.sql}, {@code cli}, {@code config}, {@code
 * control}, {@code crypto}, {@code feature}, {@code job}, {@code log}, {@code password}, {@code
 * store}, {@code token} and {@code vault}. Start reading at {@link dev.restauth.adopt.Adoption}.
 */
@NullMarked
package dev.restauth.adopt;

import org.jspecify.annotations.NullMarked;

/**
 * Judges how well a user was authenticated: proofs of identity, what they amount to ({@code acr}, {@code amr}), and
 * whether they suffice for an account. Only {@link Assurance#judge} creates an {@link Authentication}, and sessions
 * accept nothing else. Pure: depends on no database and no HTTP. Start with {@link Assurance}.
 */
@NullMarked
package dev.restauth.assurance;

import org.jspecify.annotations.NullMarked;

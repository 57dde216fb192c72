/**
 * Judges how well a user was authenticated: proofs of identity, what they amount to ({@code acr}, {@code amr}), and
 * whether they suffice for an account. {@link Assurance#judge} alone makes an {@link Authentication}, and sessions take
 * nothing else. Pure: knows no database and no HTTP. Start with {@link Assurance}.
 */
@NullMarked
package dev.restauth.assurance;

import org.jspecify.annotations.NullMarked;

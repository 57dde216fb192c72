/**
 * Judges how well a user was authenticated. The package owns proofs of identity, the claims that
 * describe them ({@code acr}, {@code amr}), and the decision whether they suffice for an account.
 * Only {@link Assurance} creates an {@link Authentication}, without which no log-in begins a
 * session. The package depends on no database and no HTTP. Start reading at {@link Assurance}.
 */
@NullMarked
package dev.restauth.assurance;

import org.jspecify.annotations.NullMarked;

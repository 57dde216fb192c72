package dev.restauth.token;

import java.util.Optional;

/** Verifies access tokens by the rules that apply to every request. Thread-safe. */
public interface AccessTokens {
  /** Returns the verified token; empty if the token is not valid now. */
  Optional<VerifiedToken> verify(String token);
}

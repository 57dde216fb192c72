package dev.restauth.token;

import java.util.Optional;

/** Verifies access tokens by the rules that all requests share. Thread-safe. */
public interface AccessTokens {
  /** Verifies a token; empty if the token is not valid now. */
  Optional<VerifiedToken> verify(String token);
}

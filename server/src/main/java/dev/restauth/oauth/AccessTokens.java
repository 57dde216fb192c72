package dev.restauth.oauth;

import dev.restauth.token.VerifiedToken;
import java.util.Optional;

/** Checks an access token, as for every other request. Thread-safe. */
public interface AccessTokens {
  /** What it proves, or empty where it is not valid now. */
  Optional<VerifiedToken> verify(String token);
}

package dev.restauth.oidc;

import dev.restauth.json.JsonObject;
import dev.restauth.oidc.UserinfoTokens.Valid;
import dev.restauth.token.IdTokenKeys;
import dev.restauth.token.TokenProfile;
import java.util.Optional;

/** Userinfo (OpenID Connect Core section 5.3): the claims that the scopes of an access token give access to. Thread-safe. */
final class Userinfo {
  private final UserinfoTokens tokens;
  private final UserClaims claims;
  private final IdTokenKeys keys;
  private final TokenProfile profile;

  Userinfo(UserinfoTokens tokens, UserClaims claims, IdTokenKeys keys, TokenProfile profile) {
    this.tokens = tokens;
    this.claims = claims;
    this.keys = keys;
    this.profile = profile;
  }

  /** The result of a request. */
  sealed interface Outcome {
    /** The claims, for a client that reads JSON. */
    record Plain(long accountId, JsonObject claims) implements Outcome {
      /** Leaves out the claims. */
      @Override
      public String toString() {
        return "Plain[accountId=" + accountId + "]";
      }
    }

    /** The claims, for a client that wants them signed (section 5.3.2). */
    record Signed(String jwt) implements Outcome {
      /** Leaves out the claims. */
      @Override
      public String toString() {
        return "Signed[]";
      }
    }

    /** The token is not valid, or not that of a client. */
    record InvalidToken() implements Outcome {}

    /** The token lacks the scope {@code openid}. */
    record InsufficientScope() implements Outcome {}
  }

  /** Answers a request with this token. */
  Outcome about(String token) {
    Optional<Valid> verified = tokens.verify(token);
    if (verified.isEmpty()) {
      return new Outcome.InvalidToken();
    }
    Valid valid = verified.get();
    if (!valid.scopes().contains(OidcScope.OPENID.text())) {
      return new Outcome.InsufficientScope();
    }
    return claims
        .of(valid.accountId(), valid.scopes(), valid.claims())
        .map(found -> answer(valid, found))
        .orElseGet(Outcome.InvalidToken::new);
  }

  private Outcome answer(Valid valid, JsonObject found) {
    return valid
        .client()
        .userinfoAlgorithm()
        .<Outcome>map(algorithm -> new Outcome.Signed(signed(algorithm, valid, found)))
        .orElseGet(() -> new Outcome.Plain(valid.accountId(), found));
  }

  /** Signs the claims, without a {@code typ}: the answer must not pass as an ID token. */
  private String signed(String algorithm, Valid valid, JsonObject found) {
    return keys.sign(
        algorithm,
        Optional.empty(),
        json -> {
          json.text("iss", profile.issuer());
          json.text("aud", valid.client().id());
          json.text("sub", Long.toString(valid.accountId()));
          found.members().forEach(json::member);
        });
  }
}

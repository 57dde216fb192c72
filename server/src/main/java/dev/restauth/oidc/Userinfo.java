package dev.restauth.oidc;

import dev.restauth.json.JsonObject;
import dev.restauth.oauth.client.Client;
import dev.restauth.oauth.client.Clients;
import dev.restauth.token.ClientTokens;
import dev.restauth.token.IdTokenKeys;
import dev.restauth.token.TokenProfile;
import dev.restauth.token.VerifiedClientToken;
import java.util.Optional;

/**
 * Userinfo (OpenID Connect Core section 5.3): the claims that the scopes of an access token, or the
 * parameter {@code claims}, request. Thread-safe.
 */
final class Userinfo {
  private final ClientTokens tokens;
  private final Clients clients;
  private final UserClaims claims;
  private final IdTokenKeys keys;
  private final TokenProfile profile;

  Userinfo(
      ClientTokens tokens,
      Clients clients,
      UserClaims claims,
      IdTokenKeys keys,
      TokenProfile profile) {
    this.tokens = tokens;
    this.clients = clients;
    this.claims = claims;
    this.keys = keys;
    this.profile = profile;
  }

  /** The result of a request. */
  sealed interface Outcome {
    /** The claims, for a client that reads JSON. */
    record Plain(long accountId, JsonObject claims) implements Outcome {
      /** Returns a text without the claims. */
      @Override
      public String toString() {
        return "Plain[accountId=" + accountId + "]";
      }
    }

    /** The claims, for a client that requires a signed answer (section 5.3.2). */
    record Signed(String jwt) implements Outcome {
      /** Returns a text without the claims. */
      @Override
      public String toString() {
        return "Signed[]";
      }
    }

    /** The token is not valid, or was not issued to a client. */
    record InvalidToken() implements Outcome {}

    /** The token does not have the scope {@code openid}. */
    record InsufficientScope() implements Outcome {}
  }

  /** Answers a request that presents this token. */
  Outcome about(String token) {
    Optional<VerifiedClientToken> verified =
        tokens.verify(token).filter(valid -> valid.account().isPresent());
    Optional<Client> client = verified.flatMap(valid -> clients.find(valid.clientId()));
    if (verified.isEmpty() || client.isEmpty()) {
      return new Outcome.InvalidToken();
    }
    VerifiedClientToken valid = verified.get();
    if (!valid.scopes().contains(OidcScope.OPENID.text())) {
      return new Outcome.InsufficientScope();
    }
    return claims
        .of(valid.account().get().id(), valid.scopes(), client.get().scopes(), valid.sessionId())
        .map(found -> answer(client.get(), valid.account().get().id(), found))
        .orElseGet(Outcome.InvalidToken::new);
  }

  private Outcome answer(Client client, long accountId, JsonObject found) {
    return client
        .userinfoAlgorithm()
        .<Outcome>map(algorithm -> new Outcome.Signed(signed(algorithm, client, accountId, found)))
        .orElseGet(() -> new Outcome.Plain(accountId, found));
  }

  /** Signs the claims without a {@code typ}, so that nobody can use the answer as an ID token. */
  private String signed(String algorithm, Client client, long accountId, JsonObject found) {
    return keys.sign(
        algorithm,
        Optional.empty(),
        json -> {
          json.text("iss", profile.issuer());
          json.text("aud", client.id());
          json.text("sub", Long.toString(accountId));
          found.members().forEach(json::member);
        });
  }
}

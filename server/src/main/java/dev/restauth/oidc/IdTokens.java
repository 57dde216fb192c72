package dev.restauth.oidc;

import dev.restauth.crypto.RandomIds;
import dev.restauth.json.JsonWriter;
import dev.restauth.oauth.IdTokenIssuer;
import dev.restauth.oauth.ServerMetadata;
import dev.restauth.oauth.client.Client;
import dev.restauth.session.LiveSession;
import dev.restauth.token.HalfDigest;
import dev.restauth.token.IdTokenKeys;
import dev.restauth.token.TokenProfile;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Issues ID tokens (OpenID Connect Core section 2). An ID token states which user has logged in,
 * when and how. It contains no personal data; clients read personal data from userinfo.
 * Thread-safe.
 */
final class IdTokens implements IdTokenIssuer {
  /**
   * The validity of an ID token. It is short, because a client checks an ID token only once, when
   * it receives the token.
   */
  static final Duration VALIDITY = Duration.ofHours(1);

  private final TokenProfile profile;
  private final IdTokenKeys keys;
  private final InstantSource clock;
  private final RandomIds ids = new RandomIds();

  IdTokens(TokenProfile profile, IdTokenKeys keys, InstantSource clock) {
    this.profile = profile;
    this.keys = keys;
    this.clock = clock;
  }

  @Override
  public Optional<String> idToken(
      Client client, LiveSession session, Optional<String> nonce, String accessToken) {
    boolean possible =
        ServerMetadata.isUrl(profile.issuer()) // OpenID Connect Core section 2
            && session
                .scope()
                .filter(scope -> List.of(scope.split(" ")).contains(OidcScope.OPENID.text()))
                .isPresent();
    return possible
        ? Optional.of(
            keys.sign(
                client.idTokenAlgorithm(),
                Optional.of(IdTokenKeys.ID_TOKEN),
                json -> write(json, client, session, nonce, accessToken)))
        : Optional.empty();
  }

  private void write(
      JsonWriter json,
      Client client,
      LiveSession session,
      Optional<String> nonce,
      String accessToken) {
    Instant now = clock.instant();
    json.text("iss", profile.issuer());
    json.text("sub", Long.toString(session.accountId()));
    json.text("aud", client.id());
    json.number("exp", now.plus(VALIDITY).getEpochSecond());
    json.number("iat", now.getEpochSecond());
    json.number("auth_time", session.authenticatedAt().getEpochSecond());
    nonce.ifPresent(value -> json.text("nonce", value));
    session
        .methods()
        .ifPresent(methods -> json.text("acr", methods.acr().text()).texts("amr", methods.amr()));
    json.text("at_hash", HalfDigest.of(client.idTokenAlgorithm(), accessToken));
    json.text("sid", session.id());
    json.text("jti", ids.next());
  }
}

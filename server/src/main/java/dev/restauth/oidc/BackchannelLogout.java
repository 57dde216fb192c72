package dev.restauth.oidc;

import dev.restauth.account.EndedSessionRows.OfClient;
import dev.restauth.crypto.RandomIds;
import dev.restauth.json.JsonBounds;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonReader;
import dev.restauth.json.JsonValue;
import dev.restauth.json.JsonWriter;
import dev.restauth.oauth.client.Client;
import dev.restauth.oauth.client.Clients;
import dev.restauth.outbound.CallKind;
import dev.restauth.outbound.OutboundClient;
import dev.restauth.outbound.OutboundException;
import dev.restauth.outbox.Delivery;
import dev.restauth.token.IdTokenKeys;
import dev.restauth.token.TokenProfile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Notifies a client of the end of one of its sessions (OpenID Connect Back-Channel Logout 1.0), by
 * posting a logout token to the client's URI. Each attempt signs a new token, because a token is
 * valid for only two minutes. Thread-safe.
 */
public final class BackchannelLogout implements Delivery {
  /** The kind of the outbox messages that this class delivers. */
  static final String KIND = "backchannel-logout";

  private static final Duration VALIDITY = Duration.ofMinutes(2);
  private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";
  private static final String SESSION = "session";
  private static final String ACCOUNT = "account";
  private static final JsonReader READER = new JsonReader(JsonBounds.USUAL);

  private final Clients clients;
  private final OutboundClient outbound;
  private final IdTokenKeys keys;
  private final TokenProfile profile;
  private final InstantSource clock;
  private final RandomIds ids = new RandomIds();

  /** Creates the delivery of logout tokens to clients. */
  public BackchannelLogout(
      Clients clients,
      OutboundClient outbound,
      IdTokenKeys keys,
      TokenProfile profile,
      InstantSource clock) {
    this.clients = clients;
    this.outbound = outbound;
    this.keys = keys;
    this.profile = profile;
    this.clock = clock;
  }

  /** Returns the body of the message about a client's session. */
  static byte[] body(OfClient ended) {
    return JsonWriter.text(
            json -> json.text(SESSION, ended.sessionId()).number(ACCOUNT, ended.accountId()))
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public boolean isRare() {
    return true;
  }

  @Override
  public Outcome deliver(String id, String recipient, byte[] body) {
    Optional<Client> client = clients.find(recipient);
    Optional<URI> uri = client.flatMap(Client::backchannelLogoutUri);
    if (client.isEmpty() || uri.isEmpty()) {
      return new Outcome.Refused("the client has no back-channel logout URI any more");
    }
    JsonObject message = (JsonObject) READER.read(body);
    try {
      var _ =
          outbound.post(
              CallKind.BACKCHANNEL_LOGOUT,
              uri.get(),
              "application/x-www-form-urlencoded",
              ("logout_token=" + token(client.get(), message)).getBytes(StandardCharsets.US_ASCII));
      return new Outcome.Delivered();
    } catch (OutboundException e) {
      String why = String.valueOf(e.getMessage());
      return switch (e.kind()) {
        case INVALID_URL -> new Outcome.Refused(why);
        default -> new Outcome.Deferred(why);
      };
    }
  }

  /**
   * Signs a logout token (section 2.4). The token has no nonce, so that nobody can use it as an ID
   * token.
   */
  private String token(Client client, JsonObject message) {
    Instant now = clock.instant();
    return keys.sign(
        client.idTokenAlgorithm(),
        Optional.of("logout+jwt"),
        json -> {
          json.text("iss", profile.issuer());
          json.text("sub", number(message));
          json.text("aud", client.id());
          json.number("iat", now.getEpochSecond());
          json.number("exp", now.plus(VALIDITY).getEpochSecond());
          json.text("jti", ids.next());
          json.text("sid", text(message));
          json.object("events", events -> events.object(EVENT, _ -> {}));
        });
  }

  private static String text(JsonObject message) {
    return ((JsonValue.Text) message.member(SESSION).orElseThrow()).value();
  }

  private static String number(JsonObject message) {
    return ((JsonValue.Numeral) message.member(ACCOUNT).orElseThrow()).digits();
  }
}

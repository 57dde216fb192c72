package dev.restauth.oauth;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.restauth.TestServer;
import dev.restauth.account.Account;
import dev.restauth.crypto.RandomIds;
import dev.restauth.crypto.SecretText;
import dev.restauth.crypto.Sha256;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.json.JsonBounds;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonReader;
import dev.restauth.oauth.authorize.AuthorizationCodeRows;
import dev.restauth.oauth.authorize.AuthorizationCodeRows.AuthorizationCode;
import dev.restauth.oauth.client.ClientMetadata;
import dev.restauth.oauth.client.ClientRows;
import dev.restauth.oauth.client.RegisteredClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** OAuth clients, and codes like those that the authorization endpoint issues. */
public record ClientScene(TestServer server) {
  public static final String CALLBACK = "https://shop.example.org/callback";
  public static final String ORDERS = "https://orders.example.org";
  public static final String STOCK = "https://stock.example.org/api";

  /** The verifier of RFC 7636, appendix B. */
  public static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

  private static String metadata(String method, String grant) {
    return """
      {"redirect_uris": ["%s"], "scope": "openid orders:read orders:write",
       "grant_types": ["authorization_code", "refresh_token"%s], "resources": ["%s", "%s"],
       "token_endpoint_auth_method": "%s"}
      """
        .formatted(CALLBACK, grant, ORDERS, STOCK, method);
  }

  /** Registers a public client. */
  public void publicClient(String id) {
    register(id, metadata("none", ""));
  }

  /** Registers a client that authenticates with HTTP Basic, and returns its secret. */
  public String confidential(String id) {
    RegisteredClient client =
        register(id, metadata("client_secret_basic", ", \"client_credentials\""));
    String secret = SecretText.CLIENT_SECRET.next();
    server
        .notifyingStore()
        .inTransaction(tx -> new ClientRows(tx).addSecret(client, Sha256.of(secret), tx.now()));
    return secret;
  }

  /** Registers a client with metadata. */
  public RegisteredClient register(String id, String metadata) {
    JsonObject given = (JsonObject) new JsonReader(JsonBounds.USUAL).read(metadata);
    return server
        .notifyingStore()
        .inTransaction(
            tx -> {
              RegisteredClient client =
                  new RegisteredClient(
                      id, id, false, true, ClientMetadata.read(given), 0, tx.now(), tx.now());
              assertThat(new ClientRows(tx).add(client)).isTrue();
              return client;
            });
  }

  /** Issues a code for a public client with the challenge of {@link #VERIFIER}. */
  public String code(String clientId, String username) {
    return code(clientId, username, code -> code);
  }

  /**
   * Applies {@code change} to a code, and issues it to a public client with the challenge of {@link
   * #VERIFIER}.
   */
  public String code(String clientId, String username, UnaryOperator<AuthorizationCode> change) {
    Account account = server.account(username);
    String code = "restauth_ac_" + new RandomIds().next();
    server
        .notifyingStore()
        .inTransaction(
            tx -> {
              Instant now = tx.now();
              new AuthorizationCodeRows(tx)
                  .add(
                      Sha256.of(code),
                      change.apply(
                          new AuthorizationCode(
                              clientId,
                              CALLBACK,
                              true,
                              account.id(),
                              account.generation(),
                              "password",
                              now.minusSeconds(5),
                              Optional.empty(),
                              "openid orders:read",
                              Optional.empty(),
                              false,
                              Optional.of(challenge(VERIFIER)),
                              Optional.of("n-0S6_WzA2Mj"),
                              Optional.empty(),
                              now.plus(Duration.ofSeconds(60)),
                              Optional.empty())));
              return code;
            });
    return code;
  }

  /** Returns the S256 challenge of a verifier (RFC 7636, section 4.2). */
  public static String challenge(String verifier) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(verifier));
  }

  /** Redeems the code of a public client. */
  public Reply redeem(String clientId, String code) {
    return token(
        "grant_type=authorization_code&client_id="
            + clientId
            + "&code="
            + code
            + "&redirect_uri="
            + encoded(CALLBACK)
            + "&code_verifier="
            + VERIFIER);
  }

  public Reply refresh(String clientId, String refreshToken) {
    return token(
        "grant_type=refresh_token&client_id=" + clientId + "&refresh_token=" + refreshToken);
  }

  public Reply token(String form, String... headers) {
    return server.calls().form("/oauth/token", form, headers);
  }

  /** Checks that a response is successful, and returns it. */
  public static Reply good(Reply reply) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    return reply;
  }

  public static String access(Reply reply) {
    return good(reply).json().get("access_token").asText();
  }

  public static String refreshToken(Reply reply) {
    return good(reply).json().get("refresh_token").asText();
  }

  public static String error(Reply reply) {
    assertThat(reply.header("cache-control")).hasValue("no-store");
    assertThat(reply.header("pragma")).hasValue("no-cache");
    return reply.status() + " " + reply.json().path("error").asText();
  }

  public static JWTClaimsSet claims(String token) {
    try {
      return SignedJWT.parse(token).getJWTClaimsSet();
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns whether introspection by a client shows that a token is active. */
  public boolean isActive(String token, String clientId, String secret) {
    Reply reply =
        good(server.calls().form("/oauth/introspect", "token=" + token, basic(clientId, secret)));
    return reply.json().get("active").asBoolean();
  }

  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}

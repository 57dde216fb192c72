package dev.restauth.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.account.Account;
import dev.restauth.crypto.RandomIds;
import dev.restauth.crypto.Sha256;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.authorize.AuthorizationCodeRows;
import dev.restauth.oauth.authorize.AuthorizationCodeRows.AuthorizationCode;
import dev.restauth.oauth.client.TestClients;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A user, miguel, with a browser, and public clients to which the authorization endpoint has issued
 * codes.
 */
record OidcScene(TestServer server) {
  static final String ISSUER = "https://accounts.example.com";
  static final Map<String, String> SETTINGS = Map.of("public-url", ISSUER);
  static final String CALLBACK = "https://shop.example/callback";

  /** The cookie value of miguel's browser. */
  static final String COOKIE = "c".repeat(43);

  static final String BROWSER_SESSION = "b".repeat(22);

  private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  private static final String METADATA =
      "{'token_endpoint_auth_method':'none','redirect_uris':['" + CALLBACK + "']%s}";

  /** The tokens of a response. */
  record Tokens(String access, Optional<String> id, Optional<String> refresh) {}

  HttpCalls calls() {
    return server.calls();
  }

  /**
   * Adds a client.
   *
   * @param more further metadata members, each after a comma
   */
  OidcScene client(String id, String more) {
    var _ = new TestClients(server).add(id, METADATA.formatted(more));
    return this;
  }

  /** Logs in miguel's browser. */
  OidcScene browser() {
    Account account = server.account("miguel");
    server
        .notifyingStore()
        .inTransaction(
            tx ->
                tx.sql()
                    .change(
                        "INSERT INTO browser_session (id, digest, account_id, generation, methods,"
                            + " authenticated_at, renewed_at, ends_at, address, user_agent)"
                            + " VALUES (?, ?, ?, ?, 'password', ?, ?, ?, '127.0.0.1', NULL)",
                        BROWSER_SESSION,
                        Sha256.of(COOKIE),
                        account.id(),
                        account.generation(),
                        tx.now(),
                        tx.now(),
                        tx.now().plus(Duration.ofDays(1))));
    return this;
  }

  /** Returns whether miguel's browser is still logged in. */
  boolean isLoggedIn() {
    return server
        .store()
        .<Boolean>reading(
            tx ->
                tx.sql()
                    .one(
                        "SELECT id FROM browser_session WHERE id = ?",
                        row -> row.text("id"),
                        BROWSER_SESSION)
                    .isPresent());
  }

  /** Returns the tokens of a client. */
  Tokens tokens(String clientId, String scope) {
    return tokens(clientId, scope, code -> code);
  }

  /** Applies {@code change} to a code, and returns the tokens that the client gets for it. */
  Tokens tokens(String clientId, String scope, UnaryOperator<AuthorizationCode> change) {
    Account account = server.account("miguel");
    String code = "restauth_ac_" + new RandomIds().next();
    server
        .notifyingStore()
        .inTransaction(
            tx -> {
              new AuthorizationCodeRows(tx)
                  .add(Sha256.of(code), change.apply(code(clientId, scope, account, tx.now())));
              return true;
            });
    return tokens(
        "grant_type=authorization_code&client_id="
            + clientId
            + "&code="
            + code
            + "&redirect_uri="
            + encoded(CALLBACK)
            + "&code_verifier="
            + VERIFIER);
  }

  private static AuthorizationCode code(
      String clientId, String scope, Account account, Instant now) {
    return new AuthorizationCode(
        clientId,
        CALLBACK,
        true,
        account.id(),
        account.generation(),
        "password",
        now.minusSeconds(5),
        Optional.empty(),
        scope,
        Optional.empty(),
        false,
        Optional.of(Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(VERIFIER))),
        Optional.of("n-0S6_WzA2Mj"),
        Optional.empty(),
        now.plus(Duration.ofSeconds(60)),
        Optional.empty());
  }

  /** Returns a copy of a code. The copy belongs to miguel's browser session. */
  static AuthorizationCode inBrowser(AuthorizationCode code, boolean offline) {
    return changed(code, Optional.of(BROWSER_SESSION), offline, code.claims());
  }

  /** Returns a copy of a code with the parameter {@code claims}. */
  static AuthorizationCode asking(AuthorizationCode code, String claims) {
    return changed(code, code.browserSessionId(), code.offline(), Optional.of(claims));
  }

  private static AuthorizationCode changed(
      AuthorizationCode code,
      Optional<String> browserSession,
      boolean offline,
      Optional<String> claims) {
    return new AuthorizationCode(
        code.clientId(),
        code.redirectUri(),
        code.redirectUriGiven(),
        code.accountId(),
        code.generation(),
        code.methods(),
        code.authenticatedAt(),
        browserSession,
        code.scope(),
        code.audience(),
        offline,
        code.codeChallenge(),
        code.nonce(),
        claims,
        code.endsAt(),
        code.sessionId());
  }

  /** Sends a refresh token, and returns the new tokens. */
  Tokens refreshed(String clientId, String refreshToken) {
    return tokens(
        "grant_type=refresh_token&client_id=" + clientId + "&refresh_token=" + refreshToken);
  }

  private Tokens tokens(String form) {
    Reply reply = calls().form("/oauth/token", form);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    return new Tokens(
        reply.json().get("access_token").asText(),
        Optional.ofNullable(reply.json().get("id_token")).map(token -> token.asText()),
        Optional.ofNullable(reply.json().get("refresh_token")).map(token -> token.asText()));
  }

  /** Requests userinfo. */
  Reply userinfo(String token) {
    return calls().get("/oauth/userinfo", "Authorization: Bearer " + token);
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Returns the member names of a response. */
  static List<String> names(Reply reply) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    return List.copyOf(reply.json().properties().stream().map(Map.Entry::getKey).toList());
  }
}

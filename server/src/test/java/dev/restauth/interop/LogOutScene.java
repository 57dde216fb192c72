package dev.restauth.interop;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.oauth.OidcScene.VERIFIER;
import static dev.restauth.oauth.OidcScene.encoded;
import static dev.restauth.oauth.OidcScene.hidden;
import static dev.restauth.oauth.OidcScene.location;
import static dev.restauth.oauth.OidcScene.query;
import static dev.restauth.oauth.OidcScene.request;
import static dev.restauth.oauth.OidcScene.url;
import static dev.restauth.oauth.OidcScene.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.restauth.TestServer;
import dev.restauth.crypto.TestCertificate;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.OidcScene;
import dev.restauth.oauth.OidcScene.Browser;
import dev.restauth.outbound.ClientServer;
import dev.restauth.outbound.TestAuthority;
import dev.restauth.store.sql.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Two clients, and the HTTPS server that receives the log-out notifications for both. On PostgreSQL
 * with the system's clock, users log in and out at one REST-auth server, and clients call another
 * server on the same database. Otherwise there is only one server.
 */
final class LogOutScene implements AutoCloseable {
  /** A client whose sessions are revoked together with the browser's session. */
  static final String SHOP = "shop";

  /** A client with the scope {@code offline_access}. */
  static final String AGENT = "agent";

  static final ClientServer.Answer OK =
      ClientServer.answering("HTTP/1.1 200 OK\nContent-Length: 0", "");
  static final ClientServer.Answer DOWN =
      ClientServer.answering("HTTP/1.1 503 Service Unavailable\nContent-Length: 0", "");
  private static final Map<String, String> SCOPES =
      Map.of(SHOP, "openid profile", AGENT, "openid offline_access");

  final OidcScene near;
  final OidcScene far;
  final AtomicReference<ClientServer.Answer> answer = new AtomicReference<>(OK);

  private final ClientServer listening;
  private final Map<String, String> secrets = new HashMap<>();
  private final String key;

  /** The tokens of a client's session. */
  record Tokens(String client, String access, String refresh, String id) {
    String sid() {
      return String.valueOf(claims(access).getClaim("sid"));
    }
  }

  LogOutScene(Path folder, InstantSource clock, TestDatabase database) throws Exception {
    TestAuthority authority =
        TestAuthority.in(folder).with("client", TestCertificate.ip("127.0.0.1"));
    listening =
        new ClientServer(
            authority.server("client"), out -> Objects.requireNonNull(answer.get()).write(out));
    Map<String, String> settings = new HashMap<>(OidcScene.SETTINGS);
    settings.put("outbound-networks", "127.0.0.0/8");
    settings.put("outbound-ca-file", authority.file().toString());
    if (database == TestDatabase.POSTGRESQL && clock.equals(InstantSource.system())) {
      settings.putAll(TestServer.sharing(folder, TestDatabase.postgresUrl()));
      near = new OidcScene(TestServer.start(folder, clock, settings));
      far = new OidcScene(TestServer.start(folder, clock, settings));
    } else {
      TestServer.use(database, folder);
      near = new OidcScene(TestServer.start(folder, clock, settings));
      far = near;
    }
    SCOPES.keySet().forEach(this::register);
    key = far.server().serviceKey("introspecting", "tokens:introspect");
  }

  private void register(String client) {
    String metadata =
        """
        {'redirect_uris':['%s'],'grant_types':['authorization_code','refresh_token'],'scope':'%s',
         'id_token_signed_response_alg':'ES256','post_logout_redirect_uris':['%s'],
         'backchannel_logout_uri':'https://127.0.0.1:%d/%s'}"""
            .formatted(callback(client), SCOPES.get(client), bye(client), listening.port(), client);
    secrets.put(client, near.clients().add(client, metadata));
  }

  private static String callback(String client) {
    return "https://" + client + ".example/cb";
  }

  private static String bye(String client) {
    return "https://" + client + ".example/bye";
  }

  private static Map<String, String> requestOf(String client) {
    return with(
        request(client, callback(client)),
        "scope",
        Objects.requireNonNull(SCOPES.get(client)),
        "prompt",
        client.equals(AGENT) ? "consent" : "");
  }

  private String secret(String client) {
    return basic(client, Objects.requireNonNull(secrets.get(client)));
  }

  private Reply token(String form, String client) {
    return far.server().calls().form("/oauth/token", form, secret(client));
  }

  /**
   * Obtains tokens for a client. The browser uses {@link #near}, and the client uses {@link #far}.
   */
  Tokens tokens(Browser browser, String client) {
    String form =
        "grant_type=authorization_code&code=%s&redirect_uri=%s&code_verifier=%s"
            .formatted(
                browser.code(requestOf(client)), encoded(callback(client)), encoded(VERIFIER));
    Reply reply = token(form, client);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    return new Tokens(
        client,
        reply.json().get("access_token").asText(),
        reply.json().get("refresh_token").asText(),
        reply.json().get("id_token").asText());
  }

  /** Returns the status of an attempt to refresh. */
  int refresh(Tokens tokens) {
    return token("grant_type=refresh_token&refresh_token=" + tokens.refresh(), tokens.client())
        .status();
  }

  /** Returns the parameters of the redirect for an authorization request with prompt=none. */
  Map<String, String> silently(Browser browser, String client) {
    return query(location(browser.get(url(with(requestOf(client), "prompt", "none")))));
  }

  /** Logs out at a client's request, and returns the URL to which the browser is redirected. */
  String logOut(Browser browser, Tokens tokens) {
    Reply page =
        browser.get(
            "/oauth/logout?id_token_hint="
                + tokens.id()
                + "&post_logout_redirect_uri="
                + encoded(bye(tokens.client())));
    assertThat(page.body()).contains("id=\"log-out\"");
    return location(browser.form("/oauth/logout/confirm", hidden(page)));
  }

  /** Returns whether a server accepts a token, both at userinfo and at introspection. */
  boolean isAccepted(OidcScene at, String token) {
    return introspect(at, token) && userinfo(at, token) == 200;
  }

  /** Returns whether a server refuses a token, both at userinfo and at introspection. */
  boolean isRefused(OidcScene at, String token) {
    return !introspect(at, token) && userinfo(at, token) == 401;
  }

  private boolean introspect(OidcScene at, String token) {
    Reply reply =
        at.server()
            .calls()
            .form("/oauth/introspect", "token=" + token, "Authorization: Bearer " + key);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    return reply.json().get("active").asBoolean();
  }

  private static int userinfo(OidcScene at, String token) {
    return at.server().calls().get("/oauth/userinfo", "Authorization: Bearer " + token).status();
  }

  /** Returns whether a client was notified that a session was revoked. */
  boolean told(Tokens tokens) {
    return listening.requests().stream()
        .filter(request -> request.startsWith("POST /" + tokens.client() + " "))
        .map(request -> claims(request.replaceAll("(?s).*logout_token=", "")))
        .anyMatch(claims -> tokens.sid().equals(claims.getClaim("sid")));
  }

  /** Returns the number of notifications that clients have received. */
  int told() {
    return listening.requests().size();
  }

  private static JWTClaimsSet claims(String token) {
    try {
      return SignedJWT.parse(token).getJWTClaimsSet();
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws IOException {
    if (far.server().port() != near.server().port()) {
      far.server().close();
    }
    near.server().close();
    listening.close();
  }
}

package dev.restauth.oauth;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.oauth.ClientScene.error;
import static dev.restauth.oauth.ClientScene.refreshToken;
import static dev.restauth.oauth.OidcScene.hidden;
import static dev.restauth.oauth.OidcScene.location;
import static dev.restauth.oauth.OidcScene.url;
import static dev.restauth.oauth.OidcScene.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.HeldLock;
import dev.restauth.TestServer;
import dev.restauth.email.Rows;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.OidcScene.Browser;
import dev.restauth.oauth.authorize.AuthorizationCodeRows.AuthorizationCode;
import dev.restauth.store.Transaction;
import dev.restauth.store.sql.TestDatabase;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An administrator who disables a client, possibly at another server, while the client or its user
 * obtains a code or token.
 */
@ParameterizedClass
@MethodSource("dev.restauth.store.sql.TestDatabase#tried")
class ClientRacesTest {
  private static final String SHOP = "shop";

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer(OidcScene.SETTINGS)
          .on(() -> database)
          .withAccount("susan", OidcScene.PASSWORD);

  private final OidcScene pages = new OidcScene(server);
  private final ClientScene scene = new ClientScene(server);

  @BeforeEach
  void clients() {
    scene.register(
        SHOP,
        """
        {"redirect_uris": ["%s"], "scope": "openid profile", "token_endpoint_auth_method": "none",
         "grant_types": ["authorization_code", "refresh_token"]}"""
            .formatted(ClientScene.CALLBACK));
  }

  private HeldLock disabling(Consumer<Transaction> more) {
    return disabling(SHOP, more);
  }

  private HeldLock disabling(String id, Consumer<Transaction> more) {
    return new HeldLock(
        server,
        database,
        tx -> {
          tx.sql().change("UPDATE client SET state = 'disabled' WHERE id = ?", id);
          tx.sql().change("DELETE FROM authorization_code WHERE client_id = ?", id);
          tx.sql().change("DELETE FROM pushed_request WHERE client_id = ?", id);
          more.accept(tx);
        },
        tx -> {
          // On SQLite, the client's call may run before the administrator's. These statements then
          // remove the rows that the client's call has added.
          tx.sql().change("DELETE FROM authorization_code WHERE client_id = ?", id);
          tx.sql().change("DELETE FROM pushed_request WHERE client_id = ?", id);
          tx.sql().change("DELETE FROM consent WHERE client_id = ?", id);
          tx.sql().change("DELETE FROM session WHERE client_id = ?", id);
        });
  }

  private long rows() {
    return Rows.count(
        server,
        "SELECT (SELECT count(*) FROM authorization_code) + (SELECT count(*) FROM pushed_request)"
            + " + (SELECT count(*) FROM consent)"
            + " + (SELECT count(*) FROM session WHERE client_id = 'shop') AS n");
  }

  @Test
  void codeIsRefused() throws Exception {
    String code = scene.code(SHOP, "susan", each -> openid(each));

    Reply reply = disabling(_ -> {}).during(() -> scene.redeem(SHOP, code));

    refused(reply);
    assertThat(rows()).isZero();
  }

  private static AuthorizationCode openid(AuthorizationCode code) {
    return new AuthorizationCode(
        code.clientId(),
        code.redirectUri(),
        code.redirectUriGiven(),
        code.accountId(),
        code.generation(),
        code.methods(),
        code.authenticatedAt(),
        code.browserSessionId(),
        "openid",
        code.audience(),
        code.offline(),
        code.codeChallenge(),
        code.nonce(),
        code.claims(),
        code.endsAt(),
        code.sessionId());
  }

  /**
   * Checks that a client's call was refused. On SQLite, the call may run before the
   * administrator's, and succeed.
   */
  private void refused(Reply reply) {
    if (database == TestDatabase.POSTGRESQL || reply.status() != 200) {
      assertThat(error(reply)).isIn("400 invalid_grant", "401 invalid_client");
    }
  }

  @Test
  void refreshTokenIsRefused() throws Exception {
    String token =
        refreshToken(scene.redeem(SHOP, scene.code(SHOP, "susan", each -> openid(each))));

    Reply reply =
        disabling(tx -> tx.sql().change("DELETE FROM session WHERE client_id = 'shop'"))
            .during(() -> scene.refresh(SHOP, token));

    refused(reply);
    assertThat(rows()).isZero();
  }

  @Test
  void consentIsNotStored() throws Exception {
    Map<String, String> request = OidcScene.request(SHOP, ClientScene.CALLBACK);
    Browser browser = pages.browser("susan");
    Reply page = browser.get(location(browser.get(url(request))));
    assertThat(page.status()).isEqualTo(200);
    long susan = server.account("susan").id();

    Reply reply =
        disabling(
                // If the call has not waited earlier, it waits when it inserts the same row.
                tx ->
                    tx.sql()
                        .change(
                            "INSERT INTO consent (account_id, client_id, scope, created_at)"
                                + " VALUES (?, 'shop', 'openid', ?)",
                            susan,
                            tx.now()))
            .during(() -> browser.form("/consent", with(hidden(page), "decision", "allow")));

    assertThat(reply.status()).isIn(400, database == TestDatabase.POSTGRESQL ? 400 : 303);
    assertThat(rows()).isZero();
  }

  /** The client authenticates, because the server does not store requests of public clients. */
  @Test
  void requestIsNotPushed() throws Exception {
    String secret = scene.confidential("web");
    String form =
        OidcScene.encoded(with(OidcScene.request("web", ClientScene.CALLBACK), "scope", "openid"));

    Reply reply =
        disabling("web", _ -> {})
            .during(() -> server.calls().form("/oauth/par", form, basic("web", secret)));

    if (database == TestDatabase.POSTGRESQL || reply.status() != 201) {
      assertThat(reply.status() + reply.json().get("error").asText())
          .isIn("400unauthorized_client", "401invalid_client");
    }
    assertThat(rows()).isZero();
  }
}

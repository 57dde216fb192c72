package dev.restauth.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.client.ClientChanged;
import dev.restauth.oauth.client.TestClients;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Scripts from the origins of clients. They may make the calls that clients need, and no other
 * calls.
 */
class OriginsOfClientsTest {
  private static final String ALLOWED = "access-control-allow-origin";
  private static final String APP = "https://app.example";
  private static final Set<String> POSTED = Set.of("/oauth/token", "/oauth/revoke", "/oauth/par");
  private static final List<String> PATHS =
      List.of(
          "/oauth/userinfo",
          "/oauth/token",
          "/oauth/revoke",
          "/oauth/par",
          "/.well-known/jwks.json",
          "/.well-known/openid-configuration",
          "/.well-known/oauth-authorization-server");

  @RegisterExtension
  private final TestServer server =
      new TestServer(Map.of("public-url", "https://accounts.example.com"));

  private Reply call(String method, String path, String... headers) {
    return server.calls().call(method, path, Optional.empty(), headers);
  }

  private void add() {
    var _ =
        new TestClients(server)
            .add(
                "app",
                "{'token_endpoint_auth_method':'none','redirect_uris':['https://app.example/cb'],"
                    + "'origins':['https://app.example']}");
  }

  @Test
  void scriptsOfAClientMayReadTheAnswers() {
    add();
    for (String path : PATHS) {
      String method = POSTED.contains(path) ? "POST" : "GET";
      Reply reply = call(method, path, "Origin: " + APP);
      assertThat(reply.header(ALLOWED)).as(path).hasValue(APP);
      assertThat(reply.all("vary")).contains("Origin");
      assertThat(reply.header("access-control-allow-credentials")).isEmpty();
      Reply preflight =
          call("OPTIONS", path, "Origin: " + APP, "Access-Control-Request-Method: " + method);
      assertThat(preflight.header(ALLOWED)).hasValue(APP);
      assertThat(preflight.header("access-control-allow-methods").orElse("")).contains(method);
      assertThat(preflight.header("access-control-allow-headers").orElse(""))
          .contains("Authorization");
    }
  }

  @Test
  void otherOriginsAndOtherCallsStayClosed() {
    add();
    for (String origin :
        List.of("https://evil.example", "null", "https://app.example:444", "http://app.example")) {
      for (String path : PATHS) {
        assertThat(call("GET", path, "Origin: " + origin).header(ALLOWED)).as(origin).isEmpty();
      }
    }
    for (String path : List.of("/api/me", "/oauth/introspect", "/oauth/logout", "/")) {
      assertThat(call("GET", path, "Origin: " + APP).header(ALLOWED)).as(path).isEmpty();
      assertThat(
              call("OPTIONS", path, "Origin: " + APP, "Access-Control-Request-Method: GET")
                  .header(ALLOWED))
          .as(path)
          .isEmpty();
    }
  }

  @Test
  void changesOfClientsApplyImmediately() {
    assertThat(call("GET", PATHS.getFirst(), "Origin: " + APP).header(ALLOWED)).isEmpty();
    add();
    assertThat(call("GET", PATHS.getFirst(), "Origin: " + APP).header(ALLOWED)).hasValue(APP);
    server
        .notifyingStore()
        .inTransaction(
            tx -> {
              tx.announce(new ClientChanged("app", 0).change());
              return tx.sql().change("UPDATE client SET state = 'disabled' WHERE id = 'app'");
            });
    assertThat(call("GET", PATHS.getFirst(), "Origin: " + APP).header(ALLOWED)).isEmpty();
  }
}

package dev.restauth.http;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.http.RoutesTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The setting {@code tokens-as-usernames}, which exists because proxies log the user names of HTTP
 * Basic.
 */
@ExtendWith(QuietLogs.class)
class TokensAsUsernamesTest {
  private static final String JSON = "Accept: application/json";

  @RegisterExtension
  private static final TestServer server =
      new TestServer(Map.of("tokens-as-usernames", "false")).withAccount("alice", "opensesame");

  @RegisterExtension
  private static final TestServer byDefault = new TestServer().withAccount("alice", "opensesame");

  private static final HttpCalls calls = server.calls();

  @Test
  void aTokenAsTheUserNameIsRefusedWhetherValidOrNot() {
    String token = calls.token("alice", "opensesame");
    Reply wrong = calls.get("/api/resource", basic("alice", "wrong"));
    Reply wrongJson = calls.get("/api/resource", basic("alice", "wrong"), JSON);
    for (String name :
        new String[] {
          token, token.substring(0, token.length() - 2), "e30.e30.e30", "x".repeat(256)
        }) {
      for (String password : new String[] {"", "unused"}) {
        Reply reply = calls.get("/api/resource", basic(name, password));
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.body()).isEqualTo(wrong.body());
        assertThat(reply.all("www-authenticate")).isEqualTo(wrong.all("www-authenticate"));

        Reply json = calls.get("/api/resource", basic(name, password), JSON);
        assertProblem(json, 401);
        assertThat(json.json().get("type")).isEqualTo(wrongJson.json().get("type"));
        assertThat(json.json().get("detail").asText())
            .isEqualTo(
                "This server takes tokens and keys as Bearer tokens only, not as the user name of"
                    + " HTTP Basic.");
      }
    }
    assertThat(calls.call("DELETE", "/api/token", Optional.empty(), basic(token, "")).status())
        .isEqualTo(401);
    assertThat(calls.get("/api/resource", "Authorization: Bearer " + token).status())
        .isEqualTo(200);
    assertThat(calls.get("/api/resource", basic("alice", "opensesame")).status()).isEqualTo(200);
  }

  @Test
  void aServiceKeyIsRefusedAsTheUserNameAndAcceptedAsThePassword() {
    String key = server.serviceKey("shop", "tokens:introspect");
    Reply asName = calls.form("/oauth/introspect", "token=x", basic(key, ""));
    assertProblem(asName, 401);
    assertThat(asName.json().get("detail").asText()).contains("Bearer tokens only");
    assertThat(asName.all("www-authenticate"))
        .isEqualTo(
            calls
                .form("/oauth/introspect", "token=x", basic("shop", "restauth_sk_wrong"))
                .all("www-authenticate"));
    for (String authorization : new String[] {basic("shop", key), "Authorization: Bearer " + key}) {
      assertThat(calls.form("/oauth/introspect", "token=x", authorization).status()).isEqualTo(200);
    }
  }

  /** Clients of REST-auth v0.3 require this default. */
  @Test
  void aTokenMayBeTheUserNameByDefault() {
    HttpCalls to = byDefault.calls();
    String token = to.token("alice", "opensesame");
    assertThat(to.get("/api/resource", basic(token, "unused")).status()).isEqualTo(200);
    String key = byDefault.serviceKey("shop", "tokens:introspect");
    assertThat(to.form("/oauth/introspect", "token=x", basic(key, "")).status()).isEqualTo(200);
  }
}

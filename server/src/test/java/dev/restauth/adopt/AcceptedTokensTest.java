package dev.restauth.adopt;

import static dev.restauth.adopt.AdoptScene.adopt;
import static dev.restauth.adopt.AdoptScene.message;
import static dev.restauth.adopt.AdoptScene.sample;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.TestServer;
import dev.restauth.operator.Reply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Arguments of {@code restauth adopt} that make the server accept the tokens of the old
 * application.
 */
class AcceptedTokensTest {
  private static final JsonNode RECORDED = AdoptScene.json(sample("accounts.json"));

  @TempDir Path folder;

  @Test
  void acceptsOldTokensImmediatelyAndUntilTheDateIsChanged() {
    try (TestServer server = TestServer.start(folder)) {
      adopt(folder, "rest-auth", sample("rest-auth-2020.sqlite"));
      assertThat(statuses(server)).isEqualTo(all(401));

      Reply reply = accept(secret(), "2099-12-31", "insecure_known_secret", "");
      assertThat(((Reply.Done) reply).notes())
          .contains("tokens of the old application are accepted until 2100-01-01T00:00:00Z");
      assertThat(statuses(server)).isEqualTo(asRecorded());

      accept(secret(), "2020-01-01T00:00:00Z", "insecure_known_secret", "");
      assertThat(statuses(server)).isEqualTo(all(401));
    }
  }

  @Test
  void exchangesAnOldTokenForANewOne() {
    try (TestServer server = TestServer.start(folder)) {
      accept(secret(), "2099-12-31", "insecure_known_secret", "");
      String old = RECORDED.get("tokens").get("2020-valid").asText();
      String ours = server.calls().get("/api/token", basic(old, "")).json().get("token").asText();
      assertThat(server.calls().get("/api/resource", basic(ours, "")).body())
          .contains("Hello, miguel!");
      assertThat(
              server
                  .calls()
                  .post("/api/me/password", "{}", "Authorization: Bearer " + old)
                  .status())
          .isEqualTo(403);

      accept(secret(), "2020-01-01", "insecure_known_secret", "");
      assertThat(server.calls().get("/api/resource", basic(old, "")).status()).isEqualTo(401);
      assertThat(server.calls().get("/api/resource", basic(ours, "")).status()).isEqualTo(200);
    }
  }

  @Test
  void acceptsAPrivateSecretOfAnyLength() {
    assertThat(accept("k", "2099-12-31")).isInstanceOf(Reply.Done.class);
  }

  @Test
  void refusesAPublishedSecretAndInvalidArguments() {
    assertThat(message(accept(secret(), "2099-12-31")))
        .contains("published", "--insecure-known-secret")
        .doesNotContain("fox");
    assertThat(message(accept("k", "tomorrow"))).contains("2027-01-31");
    assertThat(message(accept("k", "2099-12-31", "token_algorithm", "none"))).contains("HS512");
    assertThat(message(accept("", "2099-12-31"))).contains("empty");
  }

  private Reply accept(String secret, String until, String... more) {
    String[] arguments = new String[more.length + 4];
    arguments[0] = "secret_key";
    arguments[1] = Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
    arguments[2] = "accept_until";
    arguments[3] = until;
    System.arraycopy(more, 0, arguments, 4, more.length);
    return adopt(folder, "rest-auth", sample("rest-auth-2020.sqlite"), arguments);
  }

  private static String secret() {
    return RECORDED.get("secret_key").asText();
  }

  private static Map<String, Integer> statuses(TestServer server) {
    Map<String, Integer> statuses = new java.util.TreeMap<>();
    RECORDED
        .get("tokens")
        .properties()
        .forEach(
            token ->
                statuses.put(
                    token.getKey(),
                    server
                        .calls()
                        .get("/api/resource", basic(token.getValue().asText(), "x"))
                        .status()));
    assertThat(statuses).hasSize(7);
    return statuses;
  }

  private static Map<String, Integer> asRecorded() {
    Map<String, Integer> statuses = all(401);
    statuses.replaceAll((name, status) -> name.endsWith("-valid") ? 200 : status);
    return statuses;
  }

  private static Map<String, Integer> all(int status) {
    Map<String, Integer> statuses = new java.util.TreeMap<>();
    RECORDED.get("tokens").fieldNames().forEachRemaining(name -> statuses.put(name, status));
    return statuses;
  }
}

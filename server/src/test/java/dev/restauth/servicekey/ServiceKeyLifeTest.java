package dev.restauth.servicekey;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.crypto.SecretText;
import dev.restauth.http.HttpCalls;
import dev.restauth.operator.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Keys that operators create and delete, with and without a running server. */
class ServiceKeyLifeTest {
  @RegisterExtension private final TestServer server = new TestServer(new SetClock());

  @Test
  void commandsTakeEffectImmediatelyInTheRunningServer() {
    String key = create("shop-api");
    assertThat(isAccepted(key)).isTrue();

    assertThat(facts(operate("disable", "shop-api"))).containsEntry("state", "disabled");
    assertThat(isAccepted(key)).isFalse();
    assertThat(notes(operate("disable", "shop-api")))
        .containsExactly("shop-api is already disabled");

    assertThat(facts(operate("enable", "shop-api"))).containsEntry("state", "active");
    assertThat(isAccepted(key)).isTrue();

    assertThat(notes(operate("delete", "shop-api")))
        .containsExactly("shop-api is deleted; the server refuses it from now on");
    assertThat(isAccepted(key)).isFalse();
    assertThat(message(operate("enable", "shop-api")))
        .isEqualTo("there is no service key with this name");
  }

  @Test
  void keysMadeWithoutAServerWorkInTheNextOne() {
    server.close();
    server.operate("user.create", Map.of("username", "a", "password", "python"));
    String key = create("shop-api");
    assertThat(message(make("shop-api", "tokens:introspect")))
        .contains("a service key with this name exists");

    server.restart();
    assertThat(isAccepted(key)).isTrue();
  }

  @Test
  void keyIsShownOnceAndLaterOnlyItsMetadata() {
    assertThat(server.port()).isPositive();
    assertThat(notes(list())).containsExactly("There are no service keys.");
    Reply made = make("shop-api", "revocations:read tokens:introspect");
    String key = String.valueOf(facts(made).get("key"));
    assertThat(key).matches("restauth_sk_[0-9A-Za-z]{49}");
    assertThat(notes(made).getFirst()).isEqualTo(key);
    assertThat(notes(made).getLast())
        .contains("shown only now", "tokens:introspect, revocations:read");
    assertThat(made.toString()).doesNotContain("restauth_sk_");
    make("b", "tokens:introspect");
    operate("disable", "b");

    assertThat(done(list()).facts().each().orElseThrow())
        .satisfiesExactly(
            first ->
                assertThat(first.values())
                    .containsEntry("name", "b")
                    .containsEntry("state", "disabled")
                    .containsEntry("scope", "tokens:introspect"),
            second ->
                assertThat(second.values())
                    .containsEntry("name", "shop-api")
                    .containsEntry("state", "active")
                    .containsEntry("scope", "tokens:introspect revocations:read"));
    assertThat(notes(list()))
        .satisfiesExactly(
            line -> assertThat(line).matches("b         disabled  2\\S+Z  tokens:introspect"),
            line ->
                assertThat(line)
                    .matches("shop-api  active    2\\S+Z  tokens:introspect revocations:read"));
  }

  @Test
  void serverValidatesRequestsToo() {
    assertThat(message(make("Shop", "tokens:introspect"))).contains("a key's name");
    assertThat(message(make("shop", "tokens:all"))).contains("tokens:introspect, revocations");
    assertThat(message(make("shop", ""))).contains("tokens:introspect, revocations");
    assertThat(server.serviceKeys().all()).isEmpty();
  }

  @Test
  void keyIsNeverAUserNameOrPasswordAndNeverHashed() throws IOException {
    HttpCalls calls = server.calls();
    calls.register("miguel", "python");
    String key = create("shop-api");
    String token = calls.token("miguel", "python");
    long hashed = server.hasher().computed();

    for (String secret :
        List.of(
            key,
            key.replace("_", "%5F"),
            SecretText.SERVICE_KEY.next(),
            key.substring(0, 40),
            SecretText.REFRESH_TOKEN.next())) {
      for (String path : List.of("/api/token", "/api/resource")) {
        assertThat(calls.get(path, basic(secret, "x")).status()).isEqualTo(401);
        assertThat(calls.get(path, basic("miguel", secret)).status()).isEqualTo(401);
        assertThat(calls.get(path, "Authorization: Bearer " + secret.replace("%", "~")).status())
            .isEqualTo(401);
      }
      assertThat(
              calls.call("DELETE", "/api/me", Optional.empty(), basic("miguel", secret)).status())
          .isEqualTo(401);
      refused(calls.register(secret, "python"), "invalid-username");
      refused(calls.register("susan", secret), "invalid-password");
      refused(change(calls, token, "python", secret), "invalid-password");
      assertThat(change(calls, token, secret, "monty").status()).isEqualTo(403);
      assertThat(message(user("susan", secret))).contains("choose another");
      assertThat(message(user(secret, "python"))).contains("looks like a token");
    }

    assertThat(server.hasher().computed()).isEqualTo(hashed);
    assertThat(server.account("miguel").generation()).isEqualTo(1);
    assertThat(calls.register("susan", "restauth_admin").status()).isEqualTo(201);
    assertThat(calls.get("/api/resource", basic("susan", "restauth_admin")).status())
        .isEqualTo(200);

    server.close();
    try (Stream<Path> files = Files.list(server.folder().resolve("data"))) {
      for (Path file : files.toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(key.substring(12, 32))
            .doesNotContain(key.substring(35, 55));
      }
    }
  }

  private static HttpCalls.Reply change(HttpCalls calls, String token, String from, String to) {
    return calls.post(
        "/api/me/password",
        "{\"current_password\":\"" + from + "\",\"new_password\":\"" + to + "\"}",
        basic(token, ""));
  }

  private static void refused(HttpCalls.Reply reply, String type) {
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("type").asText()).endsWith("/" + type);
    assertThat(reply.body()).doesNotContain("restauth_sk_", "restauth_rt_");
  }

  private boolean isAccepted(String key) {
    return server.serviceKeys().check(key, Optional.of("shop-api")).isPresent();
  }

  private Reply user(String username, String password) {
    return server.operate("user.create", Map.of("username", username, "password", password));
  }

  private String create(String name) {
    return String.valueOf(facts(make(name, "tokens:introspect")).get("key"));
  }

  private Reply make(String name, String scope) {
    return server.operate("service-key.create", Map.of("name", name, "scope", scope));
  }

  private Reply operate(String command, String name) {
    return server.operate("service-key." + command, Map.of("name", name));
  }

  private Reply list() {
    return server.operate("service-key.list", Map.of());
  }

  private static Map<String, Object> facts(Reply reply) {
    return done(reply).facts().values();
  }

  private static List<String> notes(Reply reply) {
    return done(reply).notes();
  }

  private static Reply.Done done(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Done.class);
    return (Reply.Done) reply;
  }

  private static String message(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Failed.class);
    return ((Reply.Failed) reply).message();
  }
}

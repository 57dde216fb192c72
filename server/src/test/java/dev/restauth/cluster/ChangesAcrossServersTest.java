package dev.restauth.cluster;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.cluster.TwoServers.check;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.http.HttpCalls;
import dev.restauth.operator.Reply;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes by one server or by a command, which take effect on another server. */
class ChangesAcrossServersTest {
  private static final String ACTIVE = "\"active\":true";

  @TempDir static Path folder;
  @AutoClose private static TwoServers servers;

  @BeforeAll
  static void start() throws Exception {
    servers = new TwoServers(folder, Map.of());
  }

  private static HttpCalls one() {
    return servers.one.calls();
  }

  private static HttpCalls other() {
    return servers.other.calls();
  }

  private static void done(String operation, Map<String, String> arguments) {
    assertThat(servers.operate(operation, arguments)).isInstanceOf(Reply.Done.class);
  }

  @Test
  void closingAnAccount() {
    one().register("closing", "python");
    String token = servers.token("closing", "python");
    assertThat(
            one().call("DELETE", "/api/me", Optional.empty(), basic("closing", "python")).status())
        .isEqualTo(204);
    servers.refusedAtOther(token);
  }

  @Test
  void changingARecentlyVerifiedPassword() {
    one().register("changing", "python");
    String token = servers.token("changing", "python");
    String before = basic("changing", "python");
    assertThat(other().get("/api/resource", before).status()).isEqualTo(200);
    long hashed = servers.other.hasher().computed();
    assertThat(other().get("/api/resource", before).status()).isEqualTo(200);
    assertThat(servers.other.hasher().computed()).as("cached").isEqualTo(hashed);

    assertThat(
            one()
                .post(
                    "/api/me/password",
                    "{\"current_password\":\"python\",\"new_password\":\"monty\"}",
                    before)
                .status())
        .isEqualTo(204);
    servers.refusedAtOther(token);
    assertThat(other().get("/api/resource", before).status()).isEqualTo(401);
    assertThat(other().get("/api/resource", basic("changing", "monty")).status()).isEqualTo(200);
  }

  @Test
  void changingARecentlyVerifiedUserName() {
    one().register("naming", "python");
    String token = basic(servers.token("naming", "python"), "");
    String before = basic("naming", "python");
    assertThat(other().get("/api/resource", before).status()).isEqualTo(200);
    assertThat(
            one()
                .call(
                    "PUT",
                    "/api/me/username",
                    Optional.of("{\"username\":\"named\"}"),
                    before,
                    "Content-Type: application/json")
                .status())
        .isEqualTo(204);
    eventually(
        "the other server has the new name",
        () -> other().get("/api/resource", token).body().contains("Hello, named!"));
    assertThat(other().get("/api/resource", before).status()).isEqualTo(401);
    assertThat(other().get("/api/resource", basic("named", "python")).status()).isEqualTo(200);
    assertThat(other().register("naming", "python").status()).isEqualTo(400);
  }

  @Test
  void loggingOut() {
    one().register("leaving", "python");
    String token = servers.token("leaving", "python");
    String another = servers.token("leaving", "python");
    assertThat(
            one()
                .call("DELETE", "/api/token", Optional.empty(), "Authorization: Bearer " + token)
                .status())
        .isEqualTo(204);
    servers.refusedAtOther(token);
    assertThat(check(servers.other, another)).isEqualTo(200);
  }

  @Test
  void disablingAUserAndEndingSessionsByCommand() {
    one().register("disabled", "python");
    String token = servers.token("disabled", "python");
    done("user.end-sessions", Map.of("username", "disabled"));
    servers.refusedAtOther(token);

    String next = servers.token("disabled", "python");
    done("user.disable", Map.of("username", "disabled"));
    servers.refusedAtOther(next);
    done("user.enable", Map.of("username", "disabled"));
    String last = one().token("disabled", "python");
    eventually("enabled again", () -> check(servers.other, last) == 200);
  }

  @Test
  void revokingAndRotatingSigningKeys() {
    one().register("signed", "python");
    String token = servers.token("signed", "python");
    String kid = one().get("/.well-known/jwks.json").json().at("/keys/0/kid").asText();
    done("key.revoke", Map.of("kid", kid));
    servers.refusedAtOther(token);
    eventually(
        "a token with the new key is accepted",
        () -> check(servers.other, one().token("signed", "python")) == 200);

    done("key.rotate", Map.of());
    eventually(
        "both publish the next key",
        () ->
            other().get("/.well-known/jwks.json").json().get("keys").size() == 2
                && one().get("/.well-known/jwks.json").json().get("keys").size() == 2);
  }

  @Test
  void disablingAndDeletingTheKeyOfAService() {
    Reply made =
        servers.operate("service-key.create", Map.of("name", "asks", "scope", "tokens:introspect"));
    String key = String.valueOf(((Reply.Done) made).facts().values().get("key"));
    one().register("asked", "python");
    String token = servers.token("asked", "python");
    eventually("the key is accepted", () -> introspect(token, key).body().contains(ACTIVE));

    done("service-key.disable", Map.of("name", "asks"));
    eventually("disabled", () -> introspect(token, key).status() == 401);
    done("service-key.enable", Map.of("name", "asks"));
    eventually("enabled", () -> introspect(token, key).body().contains(ACTIVE));
    done("service-key.delete", Map.of("name", "asks"));
    eventually("deleted", () -> introspect(token, key).status() == 401);
  }

  private static HttpCalls.Reply introspect(String token, String key) {
    return other().form("/oauth/introspect", "token=" + token, "Authorization: Bearer " + key);
  }
}

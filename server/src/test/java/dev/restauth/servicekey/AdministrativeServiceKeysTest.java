package dev.restauth.servicekey;

import static dev.restauth.role.AdministratorCalls.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.role.AdministratorCalls;
import dev.restauth.role.RoleScene;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Service keys that administrators create, list, disable and delete. */
@ExtendWith(QuietLogs.class)
class AdministrativeServiceKeysTest {
  private static final String KEYS = "/api/admin/service-keys";

  @RegisterExtension static final TestServer server = new TestServer();

  private static final AdministratorCalls CALLS = new AdministratorCalls(server);
  private static String keeper = "";

  @BeforeAll
  static void makeAdministrator() {
    keeper = CALLS.administrator("keeper", "clients:read clients:write");
  }

  private static Reply create(String name, String scopes) {
    return CALLS.json(
        "POST", KEYS, "{\"name\":\"%s\",\"scopes\":[%s]}".formatted(name, scopes), keeper);
  }

  private static Reply state(String name, String state) {
    return CALLS.json("PATCH", KEYS + "/" + name, "{\"state\":\"%s\"}".formatted(state), keeper);
  }

  private static int introspect(String key) {
    return server.calls().form("/oauth/introspect", "token=x", RoleScene.bearer(key)).status();
  }

  @Test
  void aKeyIsShownOnceAndWorksUntilItIsDisabledOrDeleted() {
    Reply made = create("shop-api", "\"tokens:introspect\"");
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("cache-control")).hasValue("no-store");
    assertThat(made.header("location").orElseThrow()).endsWith(KEYS + "/shop-api");
    String key = made.json().get("key").asText();
    assertThat(introspect(key)).isEqualTo(200);
    assertThat(outcome(create("shop-api", "\"tokens:introspect\""))).isEqualTo("409 name-taken");
    Reply listed = CALLS.get(KEYS, keeper);
    assertThat(listed.body()).doesNotContain(key.substring(12)).contains("\"shop-api\"");

    Reply disabled = state("shop-api", "disabled");
    assertThat(disabled.json().get("state").asText()).isEqualTo("disabled");
    assertThat(introspect(key)).isEqualTo(401);
    assertThat(state("shop-api", "disabled").status()).isEqualTo(200);
    assertThat(state("shop-api", "active").status()).isEqualTo(200);
    assertThat(introspect(key)).isEqualTo(200);
    assertThat(CALLS.call("DELETE", KEYS + "/shop-api", keeper).status()).isEqualTo(204);
    assertThat(introspect(key)).isEqualTo(401);
    assertThat(outcome(CALLS.call("DELETE", KEYS + "/shop-api", keeper)))
        .isEqualTo("404 not-found");
    for (String type : List.of("created", "disabled", "enabled", "deleted")) {
      assertThat(CALLS.events("service_key." + type, "keeper")).as(type).isPositive();
    }
  }

  @Test
  void listsInPages() {
    for (int i = 0; i < 5; i++) {
      assertThat(create("page-" + i, "\"revocations:read\"").status()).isEqualTo(201);
    }
    List<String> names =
        CALLS.all(KEYS, "service_keys", 2, keeper).stream()
            .map(each -> each.get("name").asText())
            .toList();
    assertThat(names).contains("page-0", "page-4").isSorted().doesNotHaveDuplicates();
    JsonNode first = CALLS.all(KEYS, "service_keys", 200, keeper).getFirst();
    assertThat(first.properties().stream().map(Map.Entry::getKey))
        .containsExactly("name", "state", "scopes", "created_at");
    assertThat(outcome(CALLS.get(KEYS + "?cursor=x", keeper))).isEqualTo("400 invalid-parameter");
  }

  @Test
  void refusesInvalidCombinations() {
    assertThat(outcome(create("-x", "\"tokens:introspect\""))).isEqualTo("400 invalid-member");
    for (String scopes : List.of("", "\"users:read\"", "1", "\"tokens:introspect\",\"x\"")) {
      assertThat(outcome(create("x", scopes))).as(scopes).isEqualTo("400 invalid-member");
    }
    assertThat(outcome(CALLS.json("POST", KEYS, "{\"name\":\"x\"}", keeper)))
        .isEqualTo("400 invalid-member");
    assertThat(outcome(state("nobody", "gone"))).isEqualTo("400 invalid-member");
    assertThat(outcome(state("nobody", "active"))).isEqualTo("404 not-found");
    String reader = CALLS.administrator("reader", "clients:read");
    assertThat(CALLS.get(KEYS, reader).status()).isEqualTo(200);
    assertThat(outcome(CALLS.call("DELETE", KEYS + "/nobody", reader)))
        .isEqualTo("403 insufficient-scope");
  }

  /**
   * For example, a key with the scope {@code events:read} can read the events of all accounts, so
   * only an administrator with this scope may manage it.
   */
  @Test
  void aKeyGivesAnAdministratorNoNewPower() {
    CALLS.assertEscalation("keeper", () -> create("spy", "\"tokens:introspect\",\"events:read\""));
    server.serviceKey("audits", "events:read");
    CALLS.assertEscalation("keeper", () -> state("audits", "disabled"));
    CALLS.assertEscalation("keeper", () -> CALLS.call("DELETE", KEYS + "/audits", keeper));
    assertThat(CALLS.get(KEYS, keeper).body()).contains("audits").doesNotContain("\"spy\"");

    String auditor = CALLS.administrator("auditor", "clients:write events:read");
    assertThat(CALLS.call("DELETE", KEYS + "/audits", auditor).status()).isEqualTo(204);
  }

  /**
   * Otherwise a token with few scopes, which is valid for an hour at most, could create a key with
   * more scopes that never expires.
   */
  @Test
  void aTokenGivesNoKeyAScopeThatItLacksItself() {
    String both = CALLS.administrator("both", "clients:write events:read");
    String body = "{\"name\":\"%s\",\"scopes\":[\"events:read\"]}";
    String narrow = token(both, "clients:write");
    assertThat(outcome(CALLS.json("POST", KEYS, body.formatted("by-narrow"), narrow)))
        .isEqualTo("403 insufficient-scope");
    String wide = token(both, "clients:write%20events:read");
    assertThat(CALLS.json("POST", KEYS, body.formatted("by-wide"), wide).status()).isEqualTo(201);
    assertThat(CALLS.json("POST", KEYS, body.formatted("by-both"), both).status()).isEqualTo(201);
  }

  private static String token(String credentials, String scopes) {
    Reply issued = CALLS.get("/api/token?scope=" + scopes, credentials);
    return RoleScene.bearer(issued.json().get("token").asText());
  }
}

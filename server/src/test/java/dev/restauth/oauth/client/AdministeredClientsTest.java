package dev.restauth.oauth.client;

import static dev.restauth.role.AdministratorCalls.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.TestServer;
import dev.restauth.crypto.SecretText;
import dev.restauth.email.Rows;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.role.AdministratorCalls;
import dev.restauth.store.sql.TestDatabase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that administrators register, change and remove. */
@ExtendWith(QuietLogs.class)
@ParameterizedClass
@MethodSource("dev.restauth.store.sql.TestDatabase#tried")
class AdministeredClientsTest {
  private static final String ALL = "/api/admin/clients";
  private static final String URIS = "'redirect_uris':['https://shop.example/cb']";

  @Parameter TestDatabase database;

  @RegisterExtension private final TestServer server = new TestServer().on(() -> database);

  private final AdministratorCalls calls = new AdministratorCalls(server);
  private String keeper = "";

  @BeforeEach
  void makeAdministrator() {
    keeper = calls.administrator("keeper", "clients:read clients:write");
  }

  private Reply send(String method, String path, String body, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add(keeper);
    return calls.json(method, path, body.replace('\'', '"'), all.toArray(new String[0]));
  }

  private Reply create(String id, String members) {
    return send("POST", ALL, "{'client_id':'" + id + "'," + members + "}");
  }

  private boolean isSecret(String id, String secret) {
    return new CachedClients(server.store()).isSecret(id, secret);
  }

  private Client client(String id) {
    return new CachedClients(server.store()).find(id).orElseThrow();
  }

  @Test
  void aClientIsRegisteredShownChangedAndRemoved() {
    Reply made = create("shop", "'client_name':'The Shop'," + URIS);
    assertThat(made.status()).as(made.toString()).isEqualTo(201);
    assertThat(made.header("cache-control")).hasValue("no-store");
    assertThat(made.header("location").orElseThrow()).endsWith(ALL + "/shop");
    String secret = made.json().get("client_secret").asText();
    assertThat(SecretText.CLIENT_SECRET.matches(secret)).isTrue();
    assertThat(isSecret("shop", secret)).isTrue();

    Reply shown = calls.get(ALL + "/shop", keeper);
    assertThat(shown.json().get("client_name").asText()).isEqualTo("The Shop");
    assertThat(shown.json().get("source").asText()).isEqualTo("made");
    assertThat(shown.json().get("state").asText()).isEqualTo("active");
    assertThat(shown.json().get("secrets")).hasSize(1);
    assertThat(shown.body()).doesNotContain(secret.substring(12), "client_secret\"");
    String tag = shown.header("etag").orElseThrow();
    assertThat(calls.get(ALL + "/shop", keeper, "If-None-Match: " + tag).status()).isEqualTo(304);

    Reply changed =
        send(
            "PATCH", ALL + "/shop", "{'client_name':'Shop','pkce':'optional'}", "If-Match: " + tag);
    assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
    assertThat(changed.header("etag").orElseThrow()).isNotEqualTo(tag);
    assertThat(client("shop").pkceRequired()).isFalse();
    assertThat(client("shop").name()).isEqualTo("Shop");
    assertThat(outcome(send("PATCH", ALL + "/shop", "{'pkce':null}", "If-Match: " + tag)))
        .isEqualTo("412 precondition-failed");
    assertThat(outcome(calls.call("DELETE", ALL + "/shop", keeper, "If-Match: " + tag)))
        .isEqualTo("412 precondition-failed");

    assertThat(calls.call("DELETE", ALL + "/shop", keeper).status()).isEqualTo(204);
    assertThat(outcome(calls.get(ALL + "/shop", keeper))).isEqualTo("404 not-found");
    assertThat(isSecret("shop", secret)).isFalse();
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM client_secret")).isZero();
    for (String type : List.of("created", "changed", "removed")) {
      assertThat(calls.events("client." + type, "keeper")).as(type).isEqualTo(1);
    }
  }

  @Test
  void anIdIsMadeIfNoneIsGiven() {
    Reply made = send("POST", ALL, "{'token_endpoint_auth_method':'none'," + URIS + "}");
    assertThat(made.status()).isEqualTo(201);
    String id = made.json().get("client_id").asText();
    assertThat(RegisteredClient.isId(id)).isTrue();
    assertThat(made.json().get("client_name").asText()).isEqualTo(id);
    assertThat(made.json().has("client_secret")).isFalse();
    assertThat(made.json().get("secrets")).isEmpty();
    assertThat(client(id).kind()).isEqualTo(Client.Kind.PUBLIC);
  }

  @Test
  void listsInPages() {
    for (String id : List.of("b", "a", "B", "c-1", "c.1")) {
      assertThat(create(id, URIS).status()).isEqualTo(201);
    }
    List<String> ids =
        calls.all(ALL, "clients", 2, keeper).stream()
            .map(each -> each.get("client_id").asText())
            .toList();
    assertThat(ids).containsExactly("B", "a", "b", "c-1", "c.1");
    JsonNode first = calls.all(ALL, "clients", 200, keeper).getFirst();
    assertThat(first.properties().stream().map(Map.Entry::getKey))
        .startsWith("client_id", "client_name", "state", "source", "created_at", "updated_at")
        .contains("redirect_uris", "scope", "pkce")
        .endsWith("secrets");
    assertThat(outcome(calls.get(ALL + "?cursor=x", keeper))).isEqualTo("400 invalid-parameter");
  }

  @Test
  void refusesInvalidCombinations() {
    assertThat(outcome(create("1shop", URIS))).isEqualTo("400 invalid-member");
    for (String own : List.of("restauth", "Restauth", "RESTAUTH")) {
      assertThat(outcome(create(own, URIS))).as(own).isEqualTo("409 name-taken");
    }
    assertThat(create("shop", URIS).status()).isEqualTo(201);
    assertThat(outcome(create("shop", URIS))).isEqualTo("409 name-taken");
    for (String members :
        List.of(
            "'x':1",
            "'client_secret':'mine'," + URIS,
            "'redirect_uris':['http://shop.example/cb']",
            "'redirect_uris':[]",
            "'scope':'api'," + URIS,
            "'scope':'users:write'," + URIS,
            "'client_name':''," + URIS,
            "'client_name':'a\\u202eb'," + URIS)) {
      assertThat(outcome(create("x", members))).as(members).isEqualTo("400 invalid-member");
    }
    assertThat(outcome(send("PATCH", ALL + "/shop", "{'state':'gone'}")))
        .isEqualTo("400 invalid-member");
    assertThat(outcome(send("PATCH", ALL + "/shop", "{'client_id':'other'}")))
        .isEqualTo("400 invalid-member");
    assertThat(outcome(send("PATCH", ALL + "/nobody", "{}"))).isEqualTo("404 not-found");
    assertThat(outcome(calls.call("DELETE", ALL + "/nobody", keeper))).isEqualTo("404 not-found");
    String reader = calls.administrator("reader", "clients:read");
    assertThat(calls.get(ALL, reader).status()).isEqualTo(200);
    assertThat(outcome(calls.call("DELETE", ALL + "/shop", reader)))
        .isEqualTo("403 insufficient-scope");
  }

  @Test
  void twoSecretsAreValidWhileAClientChangesOver() {
    String first = create("shop", URIS).json().get("client_secret").asText();
    Reply added = calls.call("POST", ALL + "/shop/secrets", keeper);
    assertThat(added.status()).as(added.toString()).isEqualTo(201);
    String second = added.json().get("client_secret").asText();
    assertThat(isSecret("shop", first)).isTrue();
    assertThat(isSecret("shop", second)).isTrue();
    assertThat(outcome(calls.call("POST", ALL + "/shop/secrets", keeper)))
        .isEqualTo("409 limit-reached");

    String old = calls.get(ALL + "/shop", keeper).json().get("secrets").get(0).get("id").asText();
    assertThat(old).isNotEqualTo(added.json().get("id").asText());
    String path = ALL + "/shop/secrets/" + old;
    assertThat(calls.call("DELETE", path, keeper).status()).isEqualTo(204);
    assertThat(outcome(calls.call("DELETE", path, keeper))).isEqualTo("404 not-found");
    assertThat(isSecret("shop", first)).isFalse();
    assertThat(isSecret("shop", second)).isTrue();

    assertThat(send("PATCH", ALL + "/shop", "{'token_endpoint_auth_method':'none'}").status())
        .isEqualTo(200);
    assertThat(isSecret("shop", second)).isFalse();
    assertThat(outcome(calls.call("POST", ALL + "/shop/secrets", keeper)))
        .isEqualTo("409 limit-reached");
  }

  @Test
  void atMostTwoSecretsEvenAtTheSameTime() throws Exception {
    assertThat(create("shop", URIS).status()).isEqualTo(201);
    List<Future<Reply>> replies = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 10; i++) {
        replies.add(threads.submit(() -> calls.call("POST", ALL + "/shop/secrets", keeper)));
      }
    }
    Set<String> outcomes = new HashSet<>();
    long made = 0;
    for (Future<Reply> reply : replies) {
      made += reply.get().status() == 201 ? 1 : 0;
      outcomes.add(reply.get().status() == 201 ? "201" : outcome(reply.get()));
    }
    assertThat(made).isEqualTo(1);
    assertThat(outcomes).containsExactlyInAnyOrder("201", "409 limit-reached");
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM client_secret")).isEqualTo(2);
  }

  @Test
  void aDisabledClientLosesItsCodesSessionsAndConsents() {
    String secret = create("shop", URIS).json().get("client_secret").asText();
    fill();
    assertThat(send("PATCH", ALL + "/shop", "{'state':'disabled'}").status()).isEqualTo(200);
    assertThat(isSecret("shop", secret)).isFalse();
    assertThat(new CachedClients(server.store()).find("shop")).isEmpty();
    assertThat(
            Rows.count(
                server,
                "SELECT (SELECT count(*) FROM consent) + (SELECT count(*) FROM authorization_code)"
                    + " + (SELECT count(*) FROM pushed_request) AS n"))
        .isZero();
    assertThat(Rows.count(server, "SELECT generation AS n FROM revoked_client")).isEqualTo(1);
    assertThat(send("PATCH", ALL + "/shop", "{'state':'disabled'}").status()).isEqualTo(200);
    assertThat(send("PATCH", ALL + "/shop", "{'state':'active'}").status()).isEqualTo(200);
    assertThat(isSecret("shop", secret)).isTrue();
    assertThat(client("shop").generation()).isEqualTo(1);
    assertThat(calls.events("client.disabled", "keeper")).isEqualTo(1);
    assertThat(calls.events("client.enabled", "keeper")).isEqualTo(1);

    fill();
    assertThat(calls.call("DELETE", ALL + "/shop", keeper).status()).isEqualTo(204);
    assertThat(create("shop", URIS).status()).isEqualTo(201);
    assertThat(client("shop").generation()).as("tokens of the old one stay revoked").isEqualTo(2);
  }

  /** Adds a consent, a pushed request and an authorization code for the client. */
  private void fill() {
    long account = server.account("keeper").id();
    var _ =
        server
            .store()
            .<Integer>inTransaction(
                tx ->
                    tx.sql()
                            .change(
                                "INSERT INTO consent (account_id, client_id, scope, created_at)"
                                    + " VALUES (?, 'shop', 'openid', ?)",
                                account,
                                tx.now())
                        + tx.sql()
                            .change(
                                "INSERT INTO pushed_request (digest, client_id, parameters, ends_at)"
                                    + " VALUES (?, 'shop', '', ?)",
                                new byte[] {1},
                                tx.now())
                        + tx.sql()
                            .change(
                                "INSERT INTO authorization_code (digest, client_id, redirect_uri,"
                                    + " redirect_uri_given, account_id, generation, methods,"
                                    + " authenticated_at, scope, offline, ends_at) VALUES (?, 'shop',"
                                    + " 'https://shop.example/cb', 1, ?, 0, '', 0, 'openid', 0, 0)",
                                new byte[] {1},
                                account));
  }

  @Test
  void aCachedClientFollowsChanges() {
    assertThat(create("shop", URIS).status()).isEqualTo(201);
    CachedClients cached = server.clients();
    assertThat(cached.find("shop").orElseThrow().name()).isEqualTo("shop");
    assertThat(send("PATCH", ALL + "/shop", "{'client_name':'New'}").status()).isEqualTo(200);
    assertThat(cached.find("shop").orElseThrow().name()).isEqualTo("New");
    assertThat(send("PATCH", ALL + "/shop", "{'state':'disabled'}").status()).isEqualTo(200);
    assertThat(cached.find("shop")).isEmpty();
  }
}

package dev.restauth.oauth.client;

import static dev.restauth.role.AdministratorCalls.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.TestServer;
import dev.restauth.config.ConfigException;
import dev.restauth.crypto.SecretText;
import dev.restauth.email.Rows;
import dev.restauth.listener.QuietLogs;
import dev.restauth.operator.Reply;
import dev.restauth.role.AdministratorCalls;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Clients in the configuration file. */
@ExtendWith(QuietLogs.class)
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class ConfiguredClientsTest {
  private static final String SECRET = SecretText.CLIENT_SECRET.next();
  private static final String NEXT = SecretText.CLIENT_SECRET.next();

  private static final String FILE =
      """
      clients:
        - client-id: shop
          client-name: The Shop
          redirect-uris:
            - https://shop.example/cb
          scope: openid profile
          first-party: true
          secret-file: shop.secret
        - client_id: app
          token_endpoint_auth_method: none
          redirect_uris: [com.example.app:/cb]
      """;

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer()
          .on(() -> database)
          .prepared(folder -> Files.writeString(folder.resolve("shop.secret"), SECRET + "\n"))
          .prepared(folder -> Files.writeString(folder.resolve("restauth.yaml"), FILE));

  private void restart(String file) throws Exception {
    Files.writeString(server.folder().resolve("restauth.yaml"), file);
    server.restart();
  }

  private long rows(String where) {
    return switch (where) {
      case "configured" ->
          Rows.count(server, "SELECT count(*) AS n FROM client WHERE source = 'configured'");
      case "disabled" ->
          Rows.count(server, "SELECT count(*) AS n FROM client WHERE state = 'disabled'");
      default -> throw new AssertionError(where);
    };
  }

  @Test
  void theFileIsAppliedAtEachStart() throws Exception {
    Client shop = server.clients().find("shop").orElseThrow();
    assertThat(shop.name()).isEqualTo("The Shop");
    assertThat(shop.firstParty()).isTrue();
    assertThat(shop.scopes()).containsExactlyInAnyOrder("openid", "profile");
    assertThat(server.clients().isSecret("shop", SECRET)).isTrue();
    assertThat(server.clients().find("app").orElseThrow().kind()).isEqualTo(Client.Kind.PUBLIC);
    long changes =
        Rows.count(server, "SELECT count(*) AS n FROM event WHERE type = 'client.changed'");

    restart(FILE);
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM event WHERE type = 'client.changed'"))
        .isEqualTo(changes);
    Files.writeString(server.folder().resolve("shop.secret"), NEXT);
    restart(FILE.replace("The Shop", "Shop"));
    assertThat(server.clients().find("shop").orElseThrow().name()).isEqualTo("Shop");
    assertThat(server.clients().isSecret("shop", SECRET)).isFalse();
    assertThat(server.clients().isSecret("shop", NEXT)).isTrue();
  }

  @Test
  void aClientThatLeftTheFileIsDisabledAndCanBeRemoved() throws Exception {
    restart("port: 0\n");
    assertThat(server.clients().find("shop")).isEmpty();
    assertThat(rows("configured")).isZero();
    assertThat(rows("disabled")).isEqualTo(2);
    assertThat(server.operate("client.remove", Map.of("id", "app"))).isInstanceOf(Reply.Done.class);

    restart(FILE);
    assertThat(server.clients().find("shop").orElseThrow().generation()).isEqualTo(1);
    assertThat(server.clients().find("app").orElseThrow().generation()).isEqualTo(2);
    assertThat(rows("disabled")).isZero();
  }

  @Test
  void theRunningServerListsAllClients() {
    String metadata = "{\"redirect_uris\":[\"https://made.example/cb\"]}";
    assertThat(server.operate("client.create", Map.of("id", "made", "metadata", metadata)))
        .isInstanceOf(Reply.Done.class);
    assertThat(server.operate("client.list", Map.of("limit", "100")))
        .isInstanceOfSatisfying(
            Reply.Done.class,
            done -> assertThat(String.join(" ", done.notes())).contains("app", "made", "shop"));
  }

  @Test
  void onlyTheFileChangesItButOperatorsCanDisableIt() throws Exception {
    AdministratorCalls calls = new AdministratorCalls(server);
    String keeper = calls.administrator("keeper", "clients:read clients:write");
    String path = "/api/admin/clients/shop";
    assertThat(outcome(calls.json("PATCH", path, "{\"pkce\":\"optional\"}", keeper)))
        .isEqualTo("409 client-configured");
    assertThat(outcome(calls.call("DELETE", path, keeper))).isEqualTo("409 client-configured");
    assertThat(outcome(calls.call("POST", path + "/secrets", keeper)))
        .isEqualTo("409 client-configured");
    assertThat(server.operate("client.disable", Map.of("id", "shop")))
        .isInstanceOf(Reply.Done.class);
    restart(FILE);
    assertThat(server.clients().find("shop")).as("stays disabled").isEmpty();
    assertThat(server.operate("client.enable", Map.of("id", "shop")))
        .isInstanceOf(Reply.Done.class);
    assertThat(server.clients().find("shop")).isPresent();
  }

  @Test
  void everyMistakeIsReportedWithItsLine() {
    Path file = server.folder().resolve("restauth.yaml");
    assertThatThrownBy(
            () -> {
              Files.writeString(
                  file,
                  """
                  clients:
                    - client-id: shop
                      redirect-uris: [http://shop.example/cb]
                      secret-file: shop.secret
                    - client-id: 1x
                    - client-id: app
                      token-endpoint-auth-method: none
                      redirect-uris: [com.example.app:/cb]
                      secret-file: shop.secret
                    - client-id: other
                      redirect-uris: [https://shop.example/cb]
                      secret-file: nowhere.secret
                    - client-id: more
                      redirect-uris: [https://shop.example/cb]
                      secret-digest: abc
                    - client-id: none
                      redirect-uris: [https://shop.example/cb]
                    - client-id: typo
                      redirect-urls: [https://shop.example/cb]
                    - client-id: admin
                      scope: api
                      redirect-uris: [https://shop.example/cb]
                      secret-file: shop.secret
                    - client-id: RestAuth
                  """);
              server.restart();
            })
        .isInstanceOfSatisfying(
            ConfigException.class,
            e -> {
              List<String> problems = e.problems().stream().map(Object::toString).toList();
              assertThat(problems).hasSize(9);
              assertThat(problems.get(0))
                  .startsWith("restauth.yaml line 2: \"clients\": client \"shop\": redirect-uris");
              assertThat(problems.get(1))
                  .startsWith("restauth.yaml line 5: \"clients\": client-id");
              assertThat(problems.get(2)).contains("line 6", "\"app\"", "secret-file");
              assertThat(problems.get(3)).contains("line 10", "secret-file", "no such file");
              assertThat(problems.get(4)).contains("line 13", "secret-digest");
              assertThat(problems.get(5)).contains("line 16", "secret-file or secret-digest");
              assertThat(problems.get(6)).contains("line 18", "redirect-urls");
              assertThat(problems.get(7)).contains("line 20", "scope has api");
              assertThat(problems.get(8)).contains("line 24", "client-id");
              assertThat(problems.toString()).doesNotContain(SECRET);
            });
  }

  @Test
  void noTwoClientsHaveOneSecret() {
    assertThatThrownBy(
            () ->
                restart(
                    FILE
                        + """
                          - client-id: other
                            redirect-uris: [https://other.example/cb]
                            secret-file: shop.secret
                        """))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.problems().toString())
                    .contains("\"other\" has a secret that was given before")
                    .doesNotContain(SECRET));
  }
}

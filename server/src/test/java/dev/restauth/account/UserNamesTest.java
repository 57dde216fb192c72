package dev.restauth.account;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.LogCatcher;
import dev.restauth.TestServer;
import dev.restauth.config.ConfigException;
import dev.restauth.http.HttpCalls.Reply;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The setting {@code user-names}, which decides who may read a user's name. */
class UserNamesTest {
  private static final String SUSAN = basic("susan", "python");
  private static final Map<String, String> BEYOND =
      Map.of("host", "0.0.0.0", "insecure-http", "true", "password-policy", "compat");

  @RegisterExtension
  private final TestServer server =
      new TestServer().withAccount("susan", "python").withAccount("david", "monty");

  private Reply read(String method, String id, String... headers) {
    return server.calls().call(method, "/api/users/" + id, Optional.empty(), headers);
  }

  @Test
  void anyoneReadsPublicNames() {
    for (String setting : new String[] {"", "public"}) {
      server.restart(setting.isEmpty() ? Map.of() : Map.of("user-names", setting));
      assertThat(read("GET", "1").body()).isEqualTo("{\"username\":\"susan\"}\n");
      assertThat(read("GET", "3").status()).isEqualTo(400);
      assertThat(read("GET", "1", basic("susan", "wrong")).status()).isEqualTo(200);
    }
  }

  @Test
  void usersReadTheNamesOfUsers() {
    server.restart(Map.of("user-names", "signed-in"));
    String token = server.calls().token("susan", "python");
    for (String method : new String[] {"GET", "HEAD"}) {
      assertThat(read(method, "1").status()).isEqualTo(401);
      assertThat(read(method, "99").status()).isEqualTo(401);
      assertThat(read(method, "1", basic("susan", "wrong")).status()).isEqualTo(401);
      assertThat(read(method, "2", SUSAN).status()).isEqualTo(200);
      assertThat(read(method, "2", "Authorization: Bearer " + token).status()).isEqualTo(200);
      assertThat(read(method, "99", SUSAN).status()).isEqualTo(400);
    }
    assertThat(read("GET", "2", SUSAN).body()).isEqualTo("{\"username\":\"david\"}\n");
  }

  @Test
  void usersReadOnlyTheirOwnName() {
    server.restart(Map.of("user-names", "own"));
    for (String method : new String[] {"GET", "HEAD"}) {
      assertThat(read(method, "1").status()).isEqualTo(401);
      assertThat(read(method, "1", SUSAN).status()).isEqualTo(200);
      assertThat(read(method, "2", SUSAN).status()).isEqualTo(400);
    }
    assertThat(read("GET", "001", SUSAN).body()).isEqualTo("{\"username\":\"susan\"}\n");
    String unknown = read("GET", "99", SUSAN).body();
    assertThat(read("GET", "2", SUSAN).body()).isEqualTo(unknown).contains("/unknown-user");
    assertThat(read("GET", "9".repeat(40), SUSAN).body()).isEqualTo(unknown);
  }

  @Test
  @Tag("sqlite")
  void mustBeChosenForANewServerBeyondLoopback(@TempDir Path folder) throws Exception {
    assertThatThrownBy(() -> TestServer.start(folder, InstantSource.system(), BEYOND))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "user-names: a new server beyond loopback must choose who may read the names of users:"
                + " public, signed-in or own");
    assertThat(folder.resolve("data/master.key"))
        .as("of a database without accounts")
        .doesNotExist();
    Map<String, String> chosen = new HashMap<>(BEYOND);
    chosen.put("user-names", "own");
    TestServer.start(folder, InstantSource.system(), chosen).close();

    try (LogCatcher log = new LogCatcher("dev.restauth.account.AccountFeature")) {
      server.restart(BEYOND); // the database has accounts, so the server starts and warns
      assertThat(log.next()).contains("user-names is not set");
    }
    assertThat(read("GET", "1").status()).isEqualTo(200);
  }

  @Test
  void serverOnLoopbackBehindAProxyWarnsUnlessTheyWereChosen() {
    Map<String, String> proxied = new HashMap<>(Map.of("trusted-proxies", "127.0.0.1"));
    try (LogCatcher log = new LogCatcher("dev.restauth.account.AccountFeature")) {
      server.restart(proxied);
      assertThat(log.takeAll())
          .singleElement()
          .asString()
          .contains("user-names is not set: anyone may read the names of all users");
      proxied.put("user-names", "public");
      server.restart(proxied);
      assertThat(log.takeAll()).isEmpty();
    }
  }
}

package dev.restauth;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.ServerProcess.Ended;
import dev.restauth.cli.Attempt;
import dev.restauth.http.HttpCalls;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.sql.TestDatabase;
import dev.restauth.version.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Start and stop of the server process: its output and exit code. */
class ServeProcessTest {
  private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
  private static final String OTHER_KEY = "MTEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  @TempDir Path folder;

  @Test
  void printsOnlyTheReadyLineAndExitsWithZeroWhenTerminated() {
    try (ServerProcess process = serve("--port", "0")) {
      HttpCalls calls = process.ready();
      assertThat(calls.register("miguel", "python").status()).isEqualTo(201);

      Ended ended = process.terminate();
      assertThat(ended.exitCode()).isZero();
      assertThat(ended.out()).isEmpty();
      assertThat(ended.said().lines())
          .satisfiesExactly(
              line ->
                  assertThat(line)
                      .endsWith(
                          " INFO  runtime.Serving %s serves on http://127.0.0.1:%d, database SQLite %s, password policy compat"
                              .formatted(Version.OURS, calls.port(), sqlite())),
              line ->
                  assertThat(line)
                      .endsWith(" INFO  runtime.Serving " + Version.OURS + " has stopped"));
    }
    try (TestServer again = TestServer.start(folder)) {
      assertThat(again.calls().get("/api/resource", basic("miguel", "python")).status())
          .isEqualTo(200);
    }
  }

  @Test
  void refusesASecondServerAndATakenPortWithOneLineEach() {
    try (TestServer first = TestServer.start(folder)) {
      int port = first.port();

      Ended second = serve("--port", "0").ended();
      assertThat(second.exitCode()).isEqualTo(1);
      assertThat(second.err()).hasLineCount(1).contains("another server is using");

      Ended taken = serve("--port", "" + port, "--data", "elsewhere").ended();
      assertThat(taken.exitCode()).isEqualTo(1);
      assertThat(taken.said()).hasLineCount(1).contains("cannot listen on 127.0.0.1 port " + port);
      assertThat(taken.out()).isEmpty();
      assertThat(folder.resolve("elsewhere")).doesNotExist();
    }
  }

  @Test
  void escapesDatabaseContentInTheErrorLine() throws SQLException {
    TestServer.start(folder).close();
    TestDatabase.execute(
        "jdbc:sqlite:" + folder.resolve("data/restauth.sqlite"),
        "UPDATE signing_key SET kid = char(27) || '[31m' || char(10) || 'REST-auth ready'");

    Ended ended = serve("--port", "0").ended();

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err())
        .hasLineCount(1)
        .startsWith("restauth: the signing key \\u001b[31m\\nREST-auth ready cannot be opened");
  }

  @Test
  void refusesAnInvalidBlocklist() throws IOException {
    Files.writeString(folder.resolve("passwords.txt"), "password\nletmein\n".repeat(9));
    Ended wrong =
        serve("--port", "0", "--password-policy", "nist", "--password-blocklist", "passwords.txt")
            .ended();
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.out()).isEmpty();
    assertThat(wrong.err())
        .hasLineCount(1)
        .startsWith("restauth: password-blocklist ")
        .contains("passwords.txt: this file was not made by restauth build-blocklist");
  }

  @Test
  void refusesADataFolderThatCannotBeCreated() throws IOException {
    Files.writeString(folder.resolve("file"), "in the way");

    Ended ended = serve("--port", "0", "--data", "file/data").ended();

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err())
        .hasLineCount(1)
        .startsWith("restauth: cannot write in the folder ")
        .endsWith("/file/data: Not a directory\n");
  }

  @Test
  void refusesADatabaseOfANewerVersionAndAnInvalidFile() throws IOException, SQLException {
    TestServer.start(folder).close();
    Path database = folder.resolve("data/restauth.sqlite");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE flyway_schema_history SET version = '99' WHERE version = '1'");
    }
    Ended newer = serve("--port", "0").ended();
    assertThat(newer.exitCode()).isEqualTo(1);
    assertThat(newer.err()).hasLineCount(1).contains("version 99").contains("newer REST-auth");

    Files.writeString(database, "not a database ".repeat(100));
    Ended none = serve("--port", "0").ended();
    assertThat(none.exitCode()).isEqualTo(1);
    assertThat(none.err()).hasLineCount(1).contains("cannot open the database");
  }

  @Test
  void refusesAWrongOrMissingMasterKeyWithoutShowingIt() throws IOException {
    try (TestServer first = startWith(KEY)) {
      assertThat(first.calls().register("miguel", "python").status()).isEqualTo(201);
    }

    Ended wrong =
        ServerProcess.start(
                folder, Map.of("RESTAUTH_MASTER_KEY", OTHER_KEY), "serve", "--port", "0")
            .ended();
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.err())
        .hasLineCount(1)
        .contains("wrong master key")
        .doesNotContain(KEY)
        .doesNotContain(OTHER_KEY);

    Ended missing = serve("--port", "0").ended();
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err()).hasLineCount(1).contains("the master key is missing");
    assertThat(folder.resolve("data/master.key")).doesNotExist();

    try (TestServer again = startWith(KEY)) {
      assertThat(again.calls().token("miguel", "python")).isNotEmpty();
    }
  }

  @Test
  void logsTheChangeOfMasterKeyAndAlgorithm() throws IOException {
    Map<String, String> both =
        Map.of("RESTAUTH_MASTER_KEY", OTHER_KEY, "RESTAUTH_PREVIOUS_MASTER_KEY", KEY);
    String token;
    try (TestServer first = startWith(KEY)) {
      HttpCalls calls = first.calls();
      calls.register("miguel", "python");
      token = calls.token("miguel", "python");
    }
    try (ServerProcess moving =
        ServerProcess.start(folder, both, "serve", "--port", "0", "--signing-algorithm", "eddsa")) {
      HttpCalls calls = moving.ready();
      Ended rewrapped = ServerProcess.start(folder, both, "key", "rewrap").ended();
      assertThat(rewrapped.exitCode()).isZero();
      assertThat(rewrapped.out()).contains("are now encrypted with the master key");
      assertThat(calls.get("/api/resource", basic(token, "x")).status()).isEqualTo(200);

      Ended ended = moving.terminate();
      assertThat(ended.said().lines())
          .satisfiesExactlyInAnyOrder(
              line -> assertThat(line).contains("INFO", " serves on "),
              line -> assertThat(line).contains("INFO", " has stopped"),
              line -> assertThat(line).contains("INFO", "still under the previous master key"),
              line -> assertThat(line).contains("INFO", "signing algorithm changes to EdDSA"),
              line -> assertThat(line).contains("INFO", "has moved from the master key"));
      assertThat(ended.err() + rewrapped.out()).doesNotContain(KEY).doesNotContain(OTHER_KEY);
    }
    try (TestServer last = startWith(OTHER_KEY)) {
      assertThat(last.calls().get("/api/resource", basic(token, "x")).status()).isEqualTo(200);
    }
    assertThatThrownBy(() -> startWith(KEY))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("wrong master key");
  }

  /** Starts a server with a master key in this virtual machine. */
  private TestServer startWith(String masterKey) throws IOException {
    Path file = Files.writeString(folder.resolve("key"), masterKey);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Map<String, String> settings = Map.of("master-key-file", file.toString());
    return TestServer.start(folder, InstantSource.system(), settings);
  }

  @Test
  void listsEveryProblemOfTheConfigurationAndExitsWithTwo() throws IOException {
    Files.writeString(folder.resolve("restauth.yaml"), "prot: 5000\ntoken-duration: 1s\n");

    Ended ended = serve("--host", "0.0.0.0").ended();

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err())
        .contains("restauth.yaml line 1")
        .contains("port")
        .contains("restauth.yaml line 2")
        .contains("--insecure-http".substring(2))
        .contains("password-policy");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void refusesAMasterKeyAsFlagWithoutPrintingIt() {
    Ended ended = serve("--master-key", KEY).ended();
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err())
        .contains("flag --master-key: the master key is taken from the variable")
        .doesNotContain(KEY);
    // The server cannot distinguish the two forms of the flag.
    assertThat(new Attempt().run("serve", "--master-key=" + KEY).served())
        .isEqualTo(new Attempt().run("serve", "--master-key", KEY).served())
        .hasSize(1);
  }

  @Test
  void writesJsonLinesIfConfigured() {
    try (ServerProcess process =
        ServerProcess.serve(folder, "--log-format", "json", "--log-level", "debug")) {
      process.ready().get("/");
      Ended ended = process.terminate();
      assertThat(ended.err().lines()).isNotEmpty().allMatch(line -> line.startsWith("{\"time\":"));
    }
  }

  @Test
  void readyLineNamesThePostgresqlWithoutCredentials() throws Exception {
    List<String> arguments = new ArrayList<>(List.of("--port", "0", "--password-policy", "nist"));
    String url = TestDatabase.postgresUrl();
    TestServer.sharing(folder, url)
        .forEach((key, value) -> arguments.addAll(List.of("--" + key, value)));
    try (ServerProcess process = serve(arguments.toArray(String[]::new))) {
      process.ready();
      assertThat(process.log().lines().filter(line -> line.contains(" serves on ")).toList())
          .singleElement()
          .asString()
          .contains(Version.OURS.toString())
          .contains(", database PostgreSQL ")
          .endsWith(", password policy nist")
          .doesNotContain("user", "?");
    }
  }

  private Path sqlite() {
    try {
      return folder.toRealPath().resolve("data/restauth.sqlite");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ServerProcess serve(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "serve";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return ServerProcess.start(folder, Map.of(), all);
  }
}

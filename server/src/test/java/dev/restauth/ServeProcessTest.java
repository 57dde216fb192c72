package dev.restauth;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.ServerProcess.Ended;
import dev.restauth.cli.Attempt;
import dev.restauth.http.HttpCalls;
import dev.restauth.operator.Reply;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.sql.TestDatabase;
import dev.restauth.version.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.InstantSource;
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
    try (ServerProcess process = ServerProcess.serve(folder)) {
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
      Ended second = serve("--port", "0").ended();
      assertThat(second.exitCode()).isEqualTo(1);
      assertThat(second.err()).hasLineCount(1).contains("another server is using");
      assertThat(second.out()).isEmpty();

      Ended taken = serve("--port", "" + first.port(), "--data", "elsewhere").ended();
      assertThat(taken.exitCode()).isEqualTo(1);
      assertThat(taken.said())
          .hasLineCount(1)
          .contains("cannot listen on 127.0.0.1 port " + first.port());
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
      Map<String, String> files =
          Map.of("master-key-file", file(OTHER_KEY), "previous-master-key-file", file(KEY));
      Reply rewrapped = TestServer.operate(folder, files, "key.rewrap", Map.of());
      assertThat(((Reply.Done) rewrapped).notes())
          .anyMatch(note -> note.contains("are now encrypted with the master key"));
      assertThat(calls.get("/api/resource", basic(token, "x")).status()).isEqualTo(200);

      Ended ended = moving.terminate();
      assertThat(ended.said().lines())
          .satisfiesExactlyInAnyOrder(
              line -> assertThat(line).contains("INFO", " serves on "),
              line -> assertThat(line).contains("INFO", " has stopped"),
              line -> assertThat(line).contains("INFO", "still under the previous master key"),
              line -> assertThat(line).contains("INFO", "signing algorithm changes to EdDSA"),
              line -> assertThat(line).contains("INFO", "has moved from the master key"));
      assertThat(ended.err() + rewrapped).doesNotContain(KEY).doesNotContain(OTHER_KEY);
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
    Map<String, String> settings = Map.of("master-key-file", file(masterKey));
    return TestServer.start(folder, InstantSource.system(), settings);
  }

  private String file(String masterKey) throws IOException {
    Path file = Files.writeString(folder.resolve("key" + masterKey.hashCode()), masterKey);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file.toString();
  }

  @Test
  void listsEveryProblemOfTheConfigurationWithoutTheMasterKeyAndExitsWithTwo() throws IOException {
    Files.writeString(folder.resolve("restauth.yaml"), "prot: 5000\ntoken-duration: 1s\n");

    Ended ended = serve("--host", "0.0.0.0", "--master-key", KEY).ended();

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err())
        .contains("restauth.yaml line 1")
        .contains("port")
        .contains("restauth.yaml line 2")
        .contains("--insecure-http".substring(2))
        .contains("password-policy")
        .contains("flag --master-key: the master key is taken from the variable")
        .doesNotContain(KEY);
    assertThat(folder.resolve("data")).doesNotExist();
    // The server cannot distinguish the two forms of the flag.
    assertThat(new Attempt().run("serve", "--master-key=" + KEY).served())
        .isEqualTo(new Attempt().run("serve", "--master-key", KEY).served())
        .hasSize(1);
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

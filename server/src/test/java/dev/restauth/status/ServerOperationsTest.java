package dev.restauth.status;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LogCatcher;
import dev.restauth.Programs;
import dev.restauth.ServerProcess;
import dev.restauth.TestServer;
import dev.restauth.cli.Attempt;
import dev.restauth.http.HttpCalls;
import dev.restauth.listener.SecureWire;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands to a running server: {@code restauth status}, {@code reload} and {@code config running}.
 */
class ServerOperationsTest {
  private static final String LONG = "a rare but listed password";

  @TempDir Path folder;

  private TestServer start(Map<String, String> settings) {
    return TestServer.start(folder, InstantSource.system(), settings);
  }

  private static Map<String, Object> facts(Reply reply) {
    return ((Reply.Done) reply).facts().values();
  }

  @Test
  void statusShowsTheFigures() {
    try (TestServer server = start(Map.of())) {
      server.calls().register("miguel", "python");
      server.calls().get("/api/resource", basic("miguel", "python"));
      server.calls().get("/api/resource", basic("miguel", "wrong"));
      Map<String, Object> status = facts(server.operate("status", Map.of()));
      assertThat(status)
          .containsEntry("requests", 3L)
          .containsEntry("failed_requests", 0L)
          .containsEntry("log_ins", 1L)
          .containsEntry("log_ins_refused", 1L)
          .containsEntry("database", "ok")
          .containsKeys("version", "started", "signing_key_since", "heap_megabytes");
      assertThat(status.toString()).doesNotContain("miguel", "python");
    }
  }

  @Test
  void runningConfigurationIsThatOfTheStart() {
    try (TestServer _ = start(Map.of("token-duration", "5m"))) {
      Reply reply =
          TestServer.operate(folder, Map.of("token-duration", "7m"), "config.running", Map.of());
      assertThat(((Reply.Done) reply).facts().each().orElseThrow())
          .anySatisfy(
              setting ->
                  assertThat(setting.values())
                      .containsEntry("name", "token-duration")
                      .containsEntry("value", "5m")
                      .containsEntry("source", "flag --token-duration"));
    }
  }

  @Test
  void withoutAServerNothingIsOpened() throws IOException {
    for (String operation : List.of("status", "reload", "config.running")) {
      Reply reply = TestServer.operate(folder, operation, Map.of());
      assertThat(((Reply.Failed) reply).message())
          .startsWith("no server is running in the folder " + folder.resolve("data"));
    }
    assertThat(folder.resolve("data")).doesNotExist();
    Map<String, String> postgres =
        Map.of("database", "jdbc:postgresql://127.0.0.1:1/auth", "master-key-file", "key");
    Files.writeString(folder.resolve("key"), "x".repeat(44));
    assertThat(((Reply.Failed) TestServer.operate(folder, postgres, "status", Map.of())).message())
        .startsWith("no server is running in the folder " + folder.resolve("data"));
  }

  @Test
  void reloadReadsTlsFilesAndContinuesWithTheOldOnesIfTheyAreBroken() throws Exception {
    SecureWire.makeFiles(folder);
    Map<String, String> tls = Map.of("tls-certificate", "good.crt", "tls-key", "good.key");
    Files.setPosixFilePermissions(
        folder.resolve("good.key"), PosixFilePermissions.fromString("rw-------"));
    try (TestServer server = start(tls);
        LogCatcher log = new LogCatcher(ReloadedFiles.class)) {
      Reply.Done done = (Reply.Done) TestServer.operate(folder, tls, "reload", Map.of());
      assertThat(done.notes())
          .singleElement()
          .asString()
          .startsWith("new connections get the certificate that is valid until ");
      assertThat(facts(TestServer.operate(folder, tls, "status", Map.of())))
          .containsKey("certificate_ends");
      Files.writeString(folder.resolve("good.key"), "no key");
      Reply.Failed failed = (Reply.Failed) TestServer.operate(folder, tls, "reload", Map.of());
      assertThat(failed.message())
          .contains("good.key")
          .endsWith("the server continues with what it has")
          .doesNotContain("no key\n");
      assertThat(log.takeAll())
          .satisfiesExactly(
              line -> assertThat(line).contains(": INFO new connections"),
              line -> assertThat(line).contains(": SEVERE ", "good.key"));
      SecureWire.handshake(new HttpCalls(server.port()).connect()).close();
    }
  }

  /** A pipe without a writer would hang the server. A file without an end would fill its memory. */
  @Test
  void reloadRefusesTlsFilesThatAreNoFilesOrTooLarge() throws Exception {
    SecureWire.makeFiles(folder);
    Map<String, String> tls = Map.of("tls-certificate", "good.crt", "tls-key", "good.key");
    byte[] good = Files.readAllBytes(folder.resolve("good.key"));
    try (TestServer server = start(tls)) {
      Files.delete(folder.resolve("good.key"));
      Programs.run(List.of("mkfifo", folder.resolve("good.key").toString()));
      assertThat(((Reply.Failed) TestServer.operate(folder, tls, "reload", Map.of())).message())
          .contains("good.key is not a regular file");
      Files.delete(folder.resolve("good.key"));
      Files.write(folder.resolve("good.key"), Arrays.copyOf(good, (1 << 20) + 1));
      assertThat(((Reply.Failed) TestServer.operate(folder, tls, "reload", Map.of())).message())
          .contains("good.key is larger than 1 MB");
      SecureWire.handshake(new HttpCalls(server.port()).connect()).close();
    }
  }

  @Test
  void reloadWarnsOfAKeyThatEveryUserCanRead() throws Exception {
    SecureWire.makeFiles(folder);
    Map<String, String> tls = Map.of("tls-certificate", "good.crt", "tls-key", "good.key");
    Path key = folder.resolve("good.key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    try (TestServer _ = start(tls);
        LogCatcher log = new LogCatcher(ReloadedFiles.class)) {
      Reply.Done silent = (Reply.Done) TestServer.operate(folder, tls, "reload", Map.of());
      assertThat(silent.notes()).hasSize(1);
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
      Reply.Done warned = (Reply.Done) TestServer.operate(folder, tls, "reload", Map.of());
      assertThat(warned.notes())
          .last()
          .asString()
          .startsWith("warning: tls-key: every user of this machine can read \"");
      assertThat(log.takeAll())
          .hasSize(3)
          .last()
          .asString()
          .contains(": WARNING tls-key: every user of this machine can read");
    }
  }

  @Test
  void reloadReadsFilesOfSecrets() throws IOException {
    Path header = Files.writeString(folder.resolve("header"), "X-Key: one\n");
    Map<String, String> settings =
        Map.of("traces-endpoint", "http://127.0.0.1:9", "traces-header-file", "header");
    try (TestServer _ = start(settings)) {
      Reply.Done done = (Reply.Done) TestServer.operate(folder, "reload", Map.of());
      assertThat(done.notes())
          .containsExactly("the file of traces-header-file is used as it is now");
      Files.writeString(header, "no-header-but-a-secret\n");
      assertThat(((Reply.Failed) TestServer.operate(folder, "reload", Map.of())).message())
          .startsWith(header + " cannot be used: expected a first line with one header field")
          .doesNotContain("no-header");
    }
  }

  @Test
  void aRunningServerAnswersAlthoughTheFileHasMistakesNow() throws Exception {
    Files.writeString(folder.resolve("broken.yaml"), "token_duration: 5m\nport: many\n");
    String[] command = {"config", "running", "--config=broken.yaml", "--data=data"};
    try (TestServer _ = start(Map.of("token-duration", "7m"));
        ServerProcess asking = ServerProcess.start(folder, Map.of(), command)) {
      ServerProcess.Ended ended = asking.ended();
      assertThat(ended.exitCode()).as(ended.err()).isZero();
      assertThat(ended.out()).containsPattern("token-duration +7m +flag");
    }
    try (ServerProcess asking = ServerProcess.start(folder, Map.of(), command)) {
      ServerProcess.Ended ended = asking.ended();
      assertThat(ended.exitCode()).isEqualTo(2);
      assertThat(ended.err()).contains("token_duration", "\"port\" is \"many\"");
    }
  }

  @Test
  void statusShowsTheLastBackupAlsoAfterARestart() {
    try (TestServer server = start(Map.of())) {
      assertThat(facts(server.operate("status", Map.of()))).doesNotContainKey("last_backup");
      for (String name : List.of("one", "two")) {
        assertThat(
                server.operate(
                    "backup", Map.of("file", folder.resolve(name + ".sqlite").toString())))
            .isInstanceOf(Reply.Done.class);
      }
      Object last = facts(server.operate("status", Map.of())).get("last_backup");
      assertThat(Instant.parse(String.valueOf(last)))
          .isBetween(Instant.now().minusSeconds(600), Instant.now());
      server.restart();
      assertThat(facts(server.operate("status", Map.of()))).containsEntry("last_backup", last);
    }
  }

  @Test
  void watchRepeatsUntilItFailsOrIsStopped() {
    Attempt.Result once = new Attempt().run("status", "--watch", "--times", "1");
    assertThat(once.exitCode()).isZero();
    assertThat(once.requests()).hasSize(1);
    AtomicInteger left = new AtomicInteger(2);
    Attempt.Result failed =
        new Attempt()
            .typing()
            .operating(
                (_, _, _, _) ->
                    left.getAndDecrement() > 1
                        ? Reply.done(Facts.NONE.with("requests", 7))
                        : new Reply.Failed("no server is running"))
            .run("status", "--watch");
    assertThat(failed.requests()).hasSize(2);
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.out()).startsWith("\u001b[H\u001b[2Jrequests");
    assertThat(failed.err()).contains("no server is running");
    for (String line :
        List.of("status --times 2", "status --watch --times 0", "status --watch --times x")) {
      Attempt.Result refused = new Attempt().run(line.split(" ", -1));
      assertThat(refused.exitCode()).as(line).isEqualTo(2);
      assertThat(refused.requests()).isEmpty();
    }
  }

  @Test
  void reloadReadsTheAuthoritiesOfClients() throws Exception {
    SecureWire.makeFiles(folder);
    Map<String, String> trusting = Map.of("outbound-ca-file", "good.crt");
    try (TestServer server = start(trusting)) {
      Reply.Done done = (Reply.Done) TestServer.operate(folder, trusting, "reload", Map.of());
      assertThat(done.notes()).singleElement().asString().contains("good.crt as it is now");
      Files.writeString(folder.resolve("good.crt"), "no certificate");
      assertThat(
              ((Reply.Failed) TestServer.operate(folder, trusting, "reload", Map.of())).message())
          .contains("good.crt")
          .endsWith("the server continues with what it has");
      assertThat(server.calls().get("/health").status()).isEqualTo(200);
    }
  }

  @Test
  void reloadReadsTheBlocklist() throws IOException {
    Path filter = blocklist("one", "some other listed password");
    Map<String, String> nist =
        Map.of("password-policy", "nist", "password-blocklist", filter.toString());
    try (TestServer server = start(nist)) {
      assertThat(server.calls().register("susan", LONG).status()).isEqualTo(201);
      Files.move(blocklist("other", LONG), filter, StandardCopyOption.REPLACE_EXISTING);
      assertThat(server.calls().register("david", LONG).status()).isEqualTo(201);
      assertThat(TestServer.operate(folder, nist, "reload", Map.of()))
          .isInstanceOf(Reply.Done.class);
      assertThat(server.calls().register("anna", LONG).status()).isEqualTo(400);
    }
  }

  private Path blocklist(String name, String password) throws IOException {
    Path list = Files.writeString(folder.resolve(name + ".txt"), password + "\n");
    Path made = folder.resolve(name + ".filter");
    assertThat(
            TestServer.operate(
                folder,
                "build-blocklist",
                Map.of("list", list.toString(), "output", made.toString())))
        .isInstanceOf(Reply.Done.class);
    return made;
  }

  @Test
  void reloadReportsThatThereIsNothingToReload() {
    try (TestServer server = start(Map.of())) {
      assertThat(((Reply.Done) server.operate("reload", Map.of())).notes())
          .containsExactly("The settings name no files that can be read again.");
    }
  }
}

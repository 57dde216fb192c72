package dev.restauth.status;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LogCatcher;
import dev.restauth.Programs;
import dev.restauth.ServerProcess;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.listener.SecureWire;
import dev.restauth.operator.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands to a running server: {@code restauth status}, {@code reload} and {@code config running}. */
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
        .contains("management port");
  }

  @Test
  void reloadReadsTlsFilesAndContinuesWithTheOldOnesIfTheyAreBroken() throws Exception {
    SecureWire.makeFiles(folder);
    Map<String, String> tls = Map.of("tls-certificate", "good.crt", "tls-key", "good.key");
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
  void reloadSaysThatThereIsNothing() {
    try (TestServer server = start(Map.of())) {
      assertThat(((Reply.Done) server.operate("reload", Map.of())).notes())
          .containsExactly("The settings name no files that can be read anew.");
    }
  }

  /** The server goes on, and so do its connections. */
  @Test
  void hangupReadsFilesAnewWhileRequestsAreAnswered() throws Exception {
    Path filter = blocklist("one", LONG);
    try (ServerProcess server =
        ServerProcess.start(
            folder,
            Map.of(),
            "serve",
            "--port=0",
            "--data=data",
            "--password-policy=nist",
            "--password-blocklist=" + filter)) {
      HttpCalls calls = server.ready();
      assertThat(calls.register("susan", LONG).status()).isEqualTo(400);
      for (int i = 0; i < 5; i++) {
        Programs.run(List.of("kill", "-HUP", Long.toString(server.pid())));
        for (int each = 0; each < 20; each++) {
          assertThat(calls.get("/health").status()).isEqualTo(200);
        }
      }
      server.awaitLogged("new passwords are compared with the blocklist " + filter);
      assertThat(server.terminate().exitCode()).isZero();
    }
  }
}

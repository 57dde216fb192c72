package dev.restauth.status;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.restauth.Programs;
import dev.restauth.ServerProcess;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.SecureWire;
import dev.restauth.operator.Reply.Done;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGHUP while clients use a server with TLS. The server reads its files and reports that it has
 * read them, and no request or connection fails.
 */
class HangupUnderLoadTest {
  private static final String LISTED = "a rare but listed password";
  private static final List<String> SAID =
      List.of(
          "new connections get the certificate that is valid until",
          "new passwords are compared with the blocklist",
          "the file of smtp-password-file is used as it is now");

  /** Nobody knows whether the tests run under nohup, which lets all processes ignore SIGHUP. */
  private static final List<String> HEEDED = List.of("env", "--default-signal=HUP");

  private static final List<String> IGNORED = List.of("env", "--ignore-signal=HUP");

  @TempDir Path folder;

  private final AtomicBoolean enough = new AtomicBoolean();
  private int port;

  /** A request, and the status that its response must have. */
  private record Load(int status, String text) {
    void send(SSLSocket connection) throws IOException {
      connection.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      Reply reply = HttpCalls.readOne(connection.getInputStream());
      assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
    }
  }

  @BeforeEach
  void makeFiles() throws Exception {
    for (String each : List.of("even", "odd")) {
      SecureWire.makeFiles(Files.createDirectory(folder.resolve(each)));
    }
    use("even");
    Files.writeString(folder.resolve("password"), "x\n");
    Files.writeString(folder.resolve("list.txt"), LISTED + "\n");
    assertThat(
            TestServer.operate(
                folder,
                "build-blocklist",
                Map.of(
                    "list",
                    folder.resolve("list.txt") + "",
                    "output",
                    folder.resolve("list") + "")))
        .isInstanceOf(Done.class);
  }

  /** Replaces the TLS files as an operator should. */
  private void use(String which) throws IOException {
    for (String each : List.of("good.crt", "good.key")) {
      Path copy = folder.resolve(each + ".new");
      Files.copy(folder.resolve(which).resolve(each), copy);
      Files.move(
          copy,
          folder.resolve(each),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private SSLSocket connect() throws Exception {
    return SecureWire.handshake(new HttpCalls(port).connect());
  }

  private static Load get(int status, String path, String field) {
    return new Load(
        status, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + field + "\r\n\r\n");
  }

  private static Load register(int status, String name, String password) {
    String json = "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(name, password);
    return new Load(
        status,
        "POST /api/users HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
            + json.length()
            + "\r\n\r\n"
            + json);
  }

  /** Sends requests over one connection, which must stay open, and returns their number. */
  private int overOne(Load load) throws Exception {
    int count = 0;
    try (SSLSocket connection = connect()) {
      do {
        load.send(connection);
        count++;
      } while (!enough.get());
    }
    return count;
  }

  /** Sends each request over a separate connection, and returns their number. */
  private int overMany(Load load) throws Exception {
    int count = 0;
    do {
      try (SSLSocket connection = connect()) {
        load.send(connection);
        count++;
      }
    } while (!enough.get());
    return count;
  }

  @Test
  void noRequestFailsAndNoConnectionCloses() throws Exception {
    hangUp(2);
  }

  @Test
  @Tag("long")
  void noRequestFailsAndNoConnectionClosesManyTimes() throws Exception {
    hangUp(6);
  }

  /**
   * Without a handler, SIGHUP ends a process. The shell is started before, so that the signal
   * follows the ready line at once.
   */
  @Test
  void theSignalReloadsFromTheReadyLineOn() throws Exception {
    try (ServerProcess server =
        ServerProcess.serveUnder(
            HEEDED, folder, Map.of(), "--tls-certificate=good.crt", "--tls-key=good.key")) {
      Process shell =
          new ProcessBuilder("sh", "-c", "echo && read _ && kill -HUP " + server.pid()).start();
      assertThat(shell.inputReader().readLine()).as("the shell runs").isEmpty();
      server.ready();
      shell.getOutputStream().write('\n');
      shell.getOutputStream().flush();
      server.awaitLogged(SAID.getFirst());
      assertThat(shell.waitFor()).isZero();
      assertThat(server.terminate().exitCode()).isZero();
    }
  }

  @Test
  void aServerThatIgnoresTheSignalSaysSo() {
    try (ServerProcess server = ServerProcess.serveUnder(IGNORED, folder, Map.of())) {
      server.ready();
      server.awaitLogged("started with SIGHUP ignored");
      hangUp(server);
      assertThat(server.terminate().exitCode()).isZero();
    }
  }

  private static void hangUp(ServerProcess server) {
    Programs.run(List.of("kill", "-HUP", Long.toString(server.pid())));
  }

  private void hangUp(int times) throws Exception {
    try (ServerProcess server =
            ServerProcess.serveUnder(
                HEEDED,
                folder,
                Map.of(),
                "--tls-certificate=good.crt",
                "--tls-key=good.key",
                "--password-policy=nist",
                "--password-blocklist=list",
                "--smtp-url=smtp://127.0.0.1:1",
                "--smtp-user=ann",
                "--smtp-password-file=password",
                "--mail-from=a@example.com",
                "--public-url=https://localhost");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      port = server.ready().port();
      String password = "correct horse 7 staple";
      String token;
      try (SSLSocket connection = connect()) {
        register(201, "miguel", password).send(connection);
        // Another account logs in often, because the hundredth log-in ends the oldest session.
        register(201, "mary", password).send(connection);
        connection
            .getOutputStream()
            .write(
                get(200, "/api/token", basic("miguel", password))
                    .text()
                    .getBytes(StandardCharsets.US_ASCII));
        token =
            new JsonMapper()
                .readTree(HttpCalls.readOne(connection.getInputStream()).body())
                .get("token")
                .asText();
      }
      Load check = get(200, "/api/resource", "Authorization: Bearer " + token);
      List<Future<Integer>> load = new ArrayList<>();
      load.add(threads.submit(() -> overOne(check)));
      load.add(threads.submit(() -> overOne(get(200, "/api/token", basic("mary", password)))));
      load.add(threads.submit(() -> overOne(register(400, "susan", LISTED))));
      load.add(threads.submit(() -> overMany(check)));
      load.add(threads.submit(() -> overMany(check)));
      try {
        for (int i = 1; i <= times; i++) {
          use(i % 2 == 0 ? "even" : "odd");
          Certificate before = certificate();
          hangUp(server);
          int soFar = i;
          for (String line : SAID) {
            eventually(
                () -> "it says again: " + line + "\n" + server.log(),
                () -> count(server.log(), line) == soFar);
          }
          assertThat(certificate()).as("the new one").isNotEqualTo(before);
        }
      } finally {
        enough.set(true);
      }
      for (Future<Integer> each : load) {
        assertThat(each.get()).as("requests").isPositive();
      }
      assertThat(server.log()).doesNotContain("ERROR");
      assertThat(server.terminate().exitCode()).isZero();
    }
  }

  private Certificate certificate() throws Exception {
    try (SSLSocket connection = connect()) {
      return connection.getSession().getPeerCertificates()[0];
    }
  }

  private static int count(String log, String line) {
    return log.split(Pattern.quote(line), -1).length - 1;
  }
}

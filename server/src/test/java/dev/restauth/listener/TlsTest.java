package dev.restauth.listener;

import static dev.restauth.http.RoutesTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.ServerProcess;
import dev.restauth.TestServer;
import dev.restauth.crypto.TestCertificate;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTPS with the operator's certificate files. */
@ExtendWith(QuietLogs.class)
class TlsTest {
  private static final String OPTIONS = Wire.request("OPTIONS /api/users");

  @RegisterExtension
  private static final TestServer server =
      new TestServer(
              Map.of(
                  "tls-certificate", "good.crt",
                  "tls-key", "good.key",
                  "max-connections-per-address", "16"))
          .prepared(TlsTest::makeFiles);

  private static void makeFiles(Path folder) throws Exception {
    SecureWire.makeFiles(folder);
    // This key has the same curve as the certificate's key.
    pem(folder, "EC", TestCertificate.newPair());
    for (String algorithm : new String[] {"RSA", "Ed25519"}) {
      pem(folder, algorithm, KeyPairGenerator.getInstance(algorithm).generateKeyPair());
    }
  }

  private static void pem(Path folder, String algorithm, KeyPair other) throws IOException {
    byte[] key = other.getPrivate().getEncoded();
    SecureWire.pem(folder, "other" + algorithm + ".key", "PRIVATE KEY", key);
  }

  private static TestServer start(Map<String, String> settings) {
    return TestServer.start(server.folder(), InstantSource.system(), settings);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void servesRequestsOverTls(String protocol) throws Exception {
    try (Wire wire = SecureWire.to(server.port(), protocol)) {
      assertThat(((SSLSocket) wire.socket()).getSession().getProtocol()).isEqualTo(protocol);
      String name = "user" + protocol.replace(".", "");
      Reply reply = wire.send(Wire.registration(Wire.account(name))).reply();
      assertThat(reply.status()).isEqualTo(201);
      assertThat(reply.header("location").orElseThrow()).startsWith("https://localhost/api/users/");
      assertThat(wire.send(OPTIONS).reply().status()).isEqualTo(200);
    }
  }

  /**
   * Each renegotiation would cost the server a signature, although the client sends no request and
   * opens no connection. The test runs a separate process, because the JDK reads the system
   * property that forbids renegotiation only once.
   */
  @Test
  void refusesRenegotiation(@TempDir Path folder) throws Exception {
    try (ServerProcess process =
        ServerProcess.start(
            folder,
            Map.of(),
            "serve",
            "--port=0",
            "--tls-certificate=" + server.folder().resolve("good.crt"),
            "--tls-key=" + server.folder().resolve("good.key"))) {
      HttpCalls calls = process.ready();
      try (SSLSocket socket = SecureWire.handshake(calls.connect(), "TLSv1.2")) {
        Wire wire = Wire.over(socket);
        assertThat(wire.send(OPTIONS).reply().status()).isEqualTo(200);
        socket.getSession().invalidate();
        assertThatThrownBy(
                () -> {
                  socket.startHandshake();
                  wire.send(OPTIONS).reply();
                })
            .isInstanceOf(IOException.class);
      }
      try (Wire next = SecureWire.to(calls.port(), "TLSv1.2")) {
        assertThat(next.send(OPTIONS).reply().status()).isEqualTo(200);
      }
    }
  }

  /** The test sends a TLS 1.1 ClientHello itself, because the JDK's client would not send one. */
  @Test
  void refusesOlderVersions() throws Exception {
    byte[] hello =
        HexFormat.of()
            .parseHex(
                "16030100350100003103"
                    + "02"
                    + "00".repeat(32)
                    + "00"
                    + "000ac013c014c009c00a002f"
                    + "0100");
    hello[4] = (byte) (hello.length - 5);
    hello[8] = (byte) (hello.length - 9);
    try (Wire wire = Wire.to(server)) {
      assertThat(wire.send(hello).rest()).matches("(?s)|\u0015.*");
    }
  }

  @Test
  void readsAPkcs12File() throws Exception {
    try (TestServer other =
            start(
                Map.of(
                    "data", "pkcs12",
                    "tls-keystore", "good.p12",
                    "tls-keystore-password-file", "good.pass"));
        Wire wire = SecureWire.to(other.port())) {
      assertThat(wire.send(OPTIONS).reply().status()).isEqualTo(200);
    }
  }

  @Test
  void closesProperly() throws Exception {
    try (Wire wire = SecureWire.to(server.port())) {
      wire.send(Wire.request("GET /", "Connection: close"));
      assertThat(wire.reply().status()).isEqualTo(200);
      // Without a close_notify, the read would throw an exception, as for a truncated connection.
      assertThat(wire.in().read()).isEqualTo(-1);
    }
  }

  @Test
  void refusalReachesAClientThatIsStillSending() throws Exception {
    try (Wire wire = SecureWire.to(server.port())) {
      wire.send(Wire.request("POST /api/users", "Content-Length: 9999999"));
      byte[] more = "y".repeat(64 * 1024).getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < 32; i++) {
        wire.sendWhatGoes(more);
      }
      assertProblem(wire.reply(), 413);
    }
  }

  @Test
  void clearTextIsClosedWithoutAWarning() throws Exception {
    for (String text : new String[] {OPTIONS, "x".repeat(40_000)}) {
      try (Wire wire = Wire.to(server)) {
        assertThat(wire.sendWhatGoes(text.getBytes(StandardCharsets.UTF_8)).rest())
            .doesNotContain("HTTP");
      }
      assertServed(server);
    }
  }

  @Test
  void silentHandshakesAreClosedAndDoNotBlockOthers() throws Exception {
    byte[] begin = HexFormat.of().parseHex("16030101");
    List<Wire> silent = new ArrayList<>();
    try (TestServer hurried = startHurried()) {
      for (int i = 0; i < 50; i++) {
        silent.add(i % 2 == 0 ? Wire.to(hurried) : Wire.to(hurried).send(begin));
        if (i % 10 == 9) {
          assertServed(hurried);
        }
      }
      assertThat(hurried.connections()).isLessThanOrEqualTo(16);
      for (Wire wire : silent) {
        assertThat(wire.rest()).hasSizeLessThanOrEqualTo(14); // two TLS alerts
        wire.close();
      }
      ConnectionLimitsTest.awaitConnections(hurried, 0);
    }
  }

  @Test
  void sameTimeoutsApplyAfterTheHandshake() throws Exception {
    try (TestServer hurried = startHurried()) {
      try (Wire wire = SecureWire.to(hurried.port())) {
        assertThat(wire.send("GET / HTTP/1.1\r\n").socket().getInputStream().read()).isEqualTo(-1);
      } catch (IOException truncated) {
        // The server sends no close_notify after a timeout.
      }
      assertServed(hurried);
    }
  }

  /** The time-out is long enough for a handshake on a busy machine. */
  private static TestServer startHurried() {
    return start(
        Map.of(
            "data", "hurried",
            "tls-certificate", "good.crt",
            "tls-key", "good.key",
            "request-timeout", "5s",
            "max-connections-per-address", "16"));
  }

  private static void assertServed(TestServer server) throws Exception {
    try (Wire wire = SecureWire.to(server.port())) {
      assertThat(wire.send(OPTIONS).reply().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "good.key, good.key",
    "good.crt, good.crt",
    "good.pass, good.key",
    "good.crt, good.pass",
    "good.crt, empty",
    "empty, good.key",
    "good.p12, good.key",
    "cut.crt, good.key",
    "good.crt, cut.key",
    "good.crt, otherEC.key",
    "good.crt, otherRSA.key",
    "good.crt, otherEd25519.key"
  })
  void namesInvalidPemFilesInOneLine(String certificate, String key) throws Exception {
    Files.writeString(server.folder().resolve("empty"), "");
    for (String each : new String[] {"crt", "key"}) {
      String good = Files.readString(server.folder().resolve("good." + each));
      Files.writeString(
          server.folder().resolve("cut." + each), good.substring(0, good.length() / 2));
    }
    assertRefused(
        Map.of("tls-certificate", certificate, "tls-key", key), server.folder().toString());
  }

  @ParameterizedTest
  @CsvSource({
    "good.p12, wrong.pass",
    "good.p12, empty",
    "good.key, good.pass",
    "empty, good.pass",
    "cut.p12, good.pass"
  })
  void namesAnInvalidKeystoreInOneLine(String keystore, String password) throws Exception {
    Files.writeString(server.folder().resolve("empty"), "");
    Files.writeString(server.folder().resolve("wrong.pass"), "wr0ngpassword\n");
    byte[] good = Files.readAllBytes(server.folder().resolve("good.p12"));
    Files.write(server.folder().resolve("cut.p12"), java.util.Arrays.copyOf(good, good.length / 2));
    assertRefused(
        Map.of("tls-keystore", keystore, "tls-keystore-password-file", password), keystore);
  }

  private static void assertRefused(Map<String, String> files, String named) {
    Map<String, String> settings = new java.util.HashMap<>(files);
    settings.put("data", "refused" + System.nanoTime());
    assertThatThrownBy(() -> start(settings).close())
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(
            e ->
                assertThat(e.getMessage())
                    .contains(named)
                    .doesNotContain(
                        "\n", SecureWire.PASSWORD, "wr0ng", "null", "Exception", "Pem["));
  }
}

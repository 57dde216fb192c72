package dev.restauth.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.http.HttpCalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS cipher suites, and the reload of the certificate while the server runs. */
@ExtendWith(QuietLogs.class)
class TlsFilesTest {
  private static final String NAME = Wire.request("GET /name", HttpCalls.basic("anna", "x"));

  @TempDir Path folder;
  private WaitingServer server;

  @BeforeEach
  void start() throws Exception {
    SecureWire.makeFiles(folder);
    server =
        WaitingServer.start(folder, Map.of("tls-certificate", "good.crt", "tls-key", "good.key"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private SSLSocket connect(String... suites) throws Exception {
    SSLSocket socket =
        (SSLSocket)
            SecureWire.trusting()
                .getSocketFactory()
                .createSocket(
                    new HttpCalls(server.port()).connect(), "localhost", server.port(), true);
    if (suites.length > 0) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      socket.setEnabledCipherSuites(suites);
    }
    socket.startHandshake();
    return socket;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"
      })
  void acceptsRecommendedSuitesOfTls12(String suite) throws Exception {
    try (SSLSocket socket = connect(suite)) {
      assertThat(socket.getSession().getCipherSuite()).isEqualTo(suite);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"
      })
  void refusesOtherSuitesOfTls12(String suite) {
    assertThatThrownBy(() -> connect(suite).close()).isInstanceOf(SSLException.class);
  }

  @Test
  void reloadsTheFilesForNewConnections() throws Exception {
    try (SSLSocket before = connect();
        Wire wire = Wire.over(before)) {
      SecureWire.makeFiles(Files.createDirectory(folder.resolve("new")));
      for (String file : new String[] {"good.crt", "good.key"}) {
        Files.copy(
            folder.resolve("new").resolve(file),
            folder.resolve(file),
            java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
      server.http().reloadTlsFiles();
      Certificate renewed;
      try (SSLSocket after = connect()) {
        renewed = after.getSession().getPeerCertificates()[0];
        assertThat(renewed).isNotEqualTo(before.getSession().getPeerCertificates()[0]);
      }
      assertThat(wire.send(NAME).reply().body()).isEqualTo("anna");

      Files.writeString(folder.resolve("good.crt"), "no certificate");
      assertThatThrownBy(() -> server.http().reloadTlsFiles())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("good.crt");
      try (SSLSocket still = connect()) {
        assertThat(still.getSession().getPeerCertificates()[0]).isEqualTo(renewed);
      }
    }
  }
}

package dev.restauth.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.crypto.TestCertificate;
import dev.restauth.figure.Figure;
import dev.restauth.figure.Histogram;
import dev.restauth.outbound.OutboundException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The certificate authorities that a running server reloads, and the metrics of its outbound calls.
 */
class OutboundReloadTest {
  @TempDir Path folder;

  private static Map<String, Double> figures(OutboundScene scene) {
    Map<String, Double> values = new TreeMap<>();
    for (Figure figure : scene.counts.figures()) {
      figure
          .read()
          .accept(
              new Figure.Readings() {
                @Override
                public void value(double value, String... labels) {
                  values.put(String.join(" ", labels), value);
                }

                @Override
                public void distribution(Histogram histogram, String... labels) {
                  values.put("durations " + String.join(" ", labels), (double) histogram.count());
                }
              });
    }
    values.values().removeIf(value -> value == 0);
    return values;
  }

  private static TestAuthority authority(Path folder) throws Exception {
    return TestAuthority.in(Files.createDirectories(folder))
        .with("client", TestCertificate.ip("127.0.0.1"));
  }

  private void use(Path file) throws Exception {
    Files.copy(file, folder.resolve("ca.pem"), StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void fileThatWasReplacedCountsFromThenOn() throws Exception {
    TestAuthority first = authority(folder.resolve("first"));
    TestAuthority second = authority(folder.resolve("second"));
    use(first.file());
    try (ClientServer server = new ClientServer(second.server("client"), ClientServer.json("{}"));
        OutboundScene scene =
            new OutboundScene(folder, folder.resolve("ca.pem"), OutboundScene.LONG)) {
      String url = "https://127.0.0.1:" + server.port() + "/";
      assertThat(scene.client.reloadAuthorities()).as("before the first call").isPresent();
      assertThat(scene.refused(url).kind()).isEqualTo(Kind.TLS);

      use(second.file());
      assertThat(scene.refused(url).kind()).as("not read anew").isEqualTo(Kind.TLS);
      assertThat(scene.client.reloadAuthorities().orElseThrow())
          .contains("ca.pem")
          .endsWith("as it is now");
      assertThat(scene.get(url).status()).isEqualTo(200);

      Files.writeString(folder.resolve("ca.pem"), "nothing");
      assertThatThrownBy(scene.client::reloadAuthorities)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("ca.pem");
      assertThat(scene.get(url).status()).as("with what it has").isEqualTo(200);

      assertThat(scene.refused("https://192.168.0.1/").kind()).isEqualTo(Kind.REFUSED_ADDRESS);
      assertThat(scene.refused("http://127.0.0.1/").kind()).isEqualTo(Kind.INVALID_URL);
      assertThat(figures(scene))
          .isEqualTo(
              Map.of(
                  "jwks_uri success", 2.0,
                  "jwks_uri tls", 2.0,
                  "jwks_uri refused_address", 1.0,
                  "durations jwks_uri", 5.0));
    }
  }
}

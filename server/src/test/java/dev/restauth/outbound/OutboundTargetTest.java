package dev.restauth.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.outbound.OutboundException.Kind;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutboundTargetTest {
  @ParameterizedTest
  @CsvSource({
    "https://Client.Example, client.example, 443, /, client.example",
    "HTTPS://client.example:443/, client.example, 443, /, client.example",
    "https://client.example:8443/a%20b?c=d%26e, client.example, 8443, /a%20b?c=d%26e, client.example:8443",
    "https://client.example?q, client.example, 443, /?q, client.example",
    "https://8.8.8.8/x, 8.8.8.8, 443, /x, 8.8.8.8",
    "https://[2001:DB8::1]:444/x, 2001:db8::1, 444, /x, [2001:db8::1]:444",
    "https://xn--bcher-kva.example/, xn--bcher-kva.example, 443, /, xn--bcher-kva.example"
  })
  void readsTheParts(String url, String host, int port, String path, String hostField) {
    OutboundTarget target = OutboundTarget.of(URI.create(url));
    assertThat(target.host()).isEqualTo(host);
    assertThat(target.port()).isEqualTo(port);
    assertThat(target.path()).isEqualTo(path);
    assertThat(target.hostField()).isEqualTo(hostField);
  }

  @ParameterizedTest
  @CsvSource({
    "http://client.example/, https",
    "http://127.0.0.1/, https",
    "ftp://client.example/, https",
    "//client.example/, https",
    "/path, https",
    "https:client.example, host",
    "https:///path, host",
    "https://ann:secret@client.example/, user",
    "https://@client.example/, user",
    "https://client.example/#part, fragment",
    "https://client.example/#, fragment",
    "https://client.example./, host",
    "https://client_1.example/, host",
    "https://-a.example/, host",
    "https://127.1/, host",
    "https://2130706433/, host",
    "https://0x7f000001/, host",
    "https://0x7f.1/, host",
    "https://127.0.0.01/, host",
    "https://[fe80::1%25eth0]/, host",
    "https://client.example:0/, port",
    "https://client.example:65536/, port",
    "https://client.example/é, ASCII"
  })
  void refusesOthers(String url, String reason) {
    OutboundException failure = OutboundScene.failure(() -> OutboundTarget.of(URI.create(url)));
    assertThat(failure.kind()).isEqualTo(Kind.INVALID_URL);
    assertThat(failure).hasMessageContaining(reason).hasMessageNotContaining("secret");
  }

  @Test
  void refusesLongUrls() {
    String url = "https://client.example/";
    String longest = url + "x".repeat(2_048 - url.length());
    assertThat(OutboundTarget.of(URI.create(longest)).path()).hasSize(2_048 - url.length() + 1);
    assertThat(OutboundScene.failure(() -> OutboundTarget.of(URI.create(longest + "x"))).kind())
        .isEqualTo(Kind.INVALID_URL);
  }
}

package dev.restauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.config.AddressBlock;
import dev.restauth.listener.QuietLogs;
import dev.restauth.listener.WaitingServer;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client's address: the peer's address, or an address that trusted proxies sent. */
@ExtendWith(QuietLogs.class)
class TrustedProxiesTest {
  private static final TrustedProxies PROXIES =
      new TrustedProxies(Stream.of("10.0.0.0/24", "fd00::/8").map(AddressBlock::parse).toList());

  @TempDir Path folder;

  private static String client(TrustedProxies proxies, String peer, List<String> lines) {
    return proxies.client(InetAddress.ofLiteral(peer), lines).getHostAddress();
  }

  /** A slash separates the lines of the field. "none" stands for a missing field. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "10.0.0.1 | 192.0.2.1 | 192.0.2.1",
        "10.0.0.1 | 192.0.2.1, 10.0.0.2 | 192.0.2.1",
        "10.0.0.1 | 192.0.2.1,10.0.0.3 ,\t10.0.0.2 | 192.0.2.1",
        "fd00::1 | 192.0.2.1, fd00::2, 10.0.0.2 | 192.0.2.1",
        // The client itself has written some entries.
        "10.0.0.1 | 198.51.100.9, 192.0.2.1 | 192.0.2.1",
        "10.0.0.1 | 10.0.0.9, 192.0.2.1, 10.0.0.2 | 192.0.2.1",
        "10.0.0.1 | garbage, , 192.0.2.1 | 192.0.2.1",
        // If the peer is not a proxy, the server ignores the field.
        "192.0.2.7 | 198.51.100.9 | 192.0.2.7",
        "192.0.2.7 | 10.0.0.1 | 192.0.2.7",
        "2001:db8::7 | 198.51.100.9 | 2001:db8:0:0:0:0:0:7",
        // Several lines form one list.
        "10.0.0.1 | 198.51.100.9 / 192.0.2.1 | 192.0.2.1",
        "10.0.0.1 | 198.51.100.9, 192.0.2.1 / 10.0.0.3 / 10.0.0.2 | 192.0.2.1",
        // Addresses may have several forms.
        "10.0.0.1 | 192.0.2.1:50000 | 192.0.2.1",
        "10.0.0.1 | 192.0.2.1, 10.0.0.2:1 | 192.0.2.1",
        "10.0.0.1 | 2001:db8::1 | 2001:db8:0:0:0:0:0:1",
        "10.0.0.1 | 2001:DB8:0::1 | 2001:db8:0:0:0:0:0:1",
        "10.0.0.1 | [2001:db8::1] | 2001:db8:0:0:0:0:0:1",
        "10.0.0.1 | [2001:db8::1]:50000 | 2001:db8:0:0:0:0:0:1",
        "10.0.0.1 | 192.0.2.1, [fd00::2]:443 | 192.0.2.1",
        "10.0.0.1 | ::ffff:192.0.2.1 | 192.0.2.1",
        "10.0.0.1 | [::ffff:192.0.2.1]:8 | 192.0.2.1",
        "10.0.0.1 | 192.0.2.1, ::ffff:10.0.0.2 | 192.0.2.1",
        // If the search, from right to left, finds no client, it ends at a proxy, which then counts
        // as the client.
        "10.0.0.1 | none | 10.0.0.1",
        "10.0.0.1 | `` | 10.0.0.1",
        "10.0.0.1 | ` , ` | 10.0.0.1",
        "10.0.0.1 | 10.0.0.3, 10.0.0.2 | 10.0.0.3",
        "10.0.0.1 | 192.0.2.1, | 10.0.0.1",
        "10.0.0.1 | 192.0.2.1 / `` | 10.0.0.1",
        "10.0.0.1 | 192.0.2.1, , 10.0.0.2 | 10.0.0.2",
        // Some entries are not addresses.
        "10.0.0.1 | unknown | 10.0.0.1",
        "10.0.0.1 | localhost | 10.0.0.1",
        "10.0.0.1 | 192.0.2.1, unknown, 10.0.0.2 | 10.0.0.2",
        "10.0.0.1 | 192.0.2.1 10.0.0.2 | 10.0.0.1",
        "10.0.0.1 | 192.0.2.256 | 10.0.0.1",
        "10.0.0.1 | 192.0.2 | 10.0.0.1",
        "10.0.0.1 | 3221225985 | 10.0.0.1",
        "10.0.0.1 | 192.0.2.01 | 10.0.0.1",
        "10.0.0.1 | 192.0.2.1:x | 10.0.0.1",
        "10.0.0.1 | 192.0.2.1: | 10.0.0.1",
        "10.0.0.1 | 192.0.2.1:123456 | 10.0.0.1",
        "10.0.0.1 | [192.0.2.1]:80 | 10.0.0.1",
        "10.0.0.1 | [2001:db8::1 | 10.0.0.1",
        "10.0.0.1 | [2001:db8::1]80 | 10.0.0.1",
        "10.0.0.1 | [] | 10.0.0.1",
        "10.0.0.1 | : | 10.0.0.1",
        "10.0.0.1 | fe80::1%eth0 | 10.0.0.1",
        "10.0.0.1 | for=192.0.2.1 | 10.0.0.1",
      })
  void findsTheClient(String peer, String field, String expected) {
    List<String> lines =
        field.equals("none") ? List.of() : List.of(field.split("/", -1)).stream().toList();
    assertThat(client(PROXIES, peer, lines.stream().map(String::strip).toList()))
        .isEqualTo(expected);
  }

  @Test
  void withoutTrustedProxiesTheFieldIsIgnored() {
    assertThat(client(new TrustedProxies(List.of()), "10.0.0.1", List.of("192.0.2.1")))
        .isEqualTo("10.0.0.1");
  }

  @Test
  void readsOnlyTheAllowedNumberOfEntries() {
    String proxies = String.join(",", Collections.nCopies(31, "10.0.0.2"));
    assertThat(client(PROXIES, "10.0.0.1", List.of("192.0.2.1," + proxies))).isEqualTo("192.0.2.1");
    assertThat(client(PROXIES, "10.0.0.1", List.of("192.0.2.1", "10.0.0.3," + proxies)))
        .isEqualTo("10.0.0.3");
    assertThat(client(PROXIES, "10.0.0.1", Collections.nCopies(5000, "10.0.0.2")))
        .isEqualTo("10.0.0.2");
    assertThat(client(PROXIES, "10.0.0.1", List.of("1".repeat(16_000)))).isEqualTo("10.0.0.1");
  }

  @Test
  void aRouteGetsTheClientsAddress() {
    String[] fields = {"X-Forwarded-For: 198.51.100.9", "X-Forwarded-For: 192.0.2.1, 127.0.0.5"};
    try (WaitingServer server = WaitingServer.start(folder, Map.of())) {
      assertThat(new HttpCalls(server.port()).get("/who", fields).body()).isEqualTo("127.0.0.1");
    }
    try (WaitingServer server =
        WaitingServer.start(folder, Map.of("trusted-proxies", "127.0.0.0/8"))) {
      HttpCalls calls = new HttpCalls(server.port());
      assertThat(calls.get("/who", fields).body()).isEqualTo("192.0.2.1");
      assertThat(calls.get("/who").body()).isEqualTo("127.0.0.1");
    }
  }
}

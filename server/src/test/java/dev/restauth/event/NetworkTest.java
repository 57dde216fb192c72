package dev.restauth.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTest {
  @ParameterizedTest
  @CsvSource({
    "203.0.113.255, 203.0.113.0/24",
    "0.0.0.1, 0.0.0.0/24",
    "255.255.255.255, 255.255.255.0/24",
    "2001:db8:0:ff::1, 2001:db8::/48",
    "2001:DB8:A:ff::1, 2001:db8:a::/48",
    "2001:0:1::1, 2001:0:1::/48",
    "ffff:ffff:ffff:ffff::1, ffff:ffff:ffff::/48",
    "::1, ::/48"
  })
  void truncatesTheAddress(String address, String network) {
    assertThat(Network.of(InetAddress.ofLiteral(address)).text()).isEqualTo(network);
  }
}

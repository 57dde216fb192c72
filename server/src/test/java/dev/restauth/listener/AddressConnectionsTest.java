package dev.restauth.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressConnectionsTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "2001:db8:1:2::1, 2001:db8:1:2:ffff:ffff:ffff:ffff, true",
    "2001:db8:1:2::1, 2001:db8:1:3::1, false",
    "::1, 127.0.0.1, false"
  })
  void ipv6PrefixCountsAsOneClient(String one, String other, boolean same)
      throws UnknownHostException {
    InetAddress first = AddressConnections.origin(InetAddress.getByName(one));
    InetAddress second = AddressConnections.origin(InetAddress.getByName(other));
    assertThat(first.equals(second)).isEqualTo(same);
  }
}

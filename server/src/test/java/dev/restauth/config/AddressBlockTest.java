package dev.restauth.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressBlockTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.0.0.0, true",
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.0.0.0/8, 9.255.255.255, false",
    "192.168.4.0/22, 192.168.7.255, true",
    "192.168.4.0/22, 192.168.8.0, false",
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.6, false",
    "192.0.2.7/32, 192.0.2.7, true",
    "0.0.0.0/0, 255.1.2.3, true",
    "0.0.0.0/0, ::1, false",
    "128.0.0.0/1, 200.0.0.1, true",
    "fd00::/8, fd12:3456::1, true",
    "fd00::/8, fc00::1, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::1, ::1, true",
    "::1, 127.0.0.1, false",
    "10.0.0.0/8, ::ffff:10.1.2.3, true",
    "::ffff:10.0.0.0/104, 10.1.2.3, true",
    "::ffff:10.0.0.0/104, 11.1.2.3, false",
    "::ffff:10.1.2.3, 10.1.2.3, true"
  })
  void contains(String block, String address, boolean inside) {
    assertThat(AddressBlock.parse(block).contains(InetAddress.ofLiteral(address)))
        .isEqualTo(inside);
  }

  @Test
  void knowsAMappedAddressThatTheJdkLeftAsIpv6() throws Exception {
    byte[] mapped = new byte[16];
    mapped[10] = -1;
    mapped[11] = -1;
    mapped[12] = 10;
    InetAddress address = Inet6Address.getByAddress("", mapped, 0);
    assertThat(address).isInstanceOf(Inet6Address.class);
    assertThat(AddressBlock.parse("10.0.0.0/8").contains(address)).isTrue();
    assertThat(AddressBlock.parse("::/1").contains(address)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/+8",
        "10.0.0.0/8/8",
        "10.0.0/8",
        "010.0.0.0/8",
        "0x7f.0.0.1",
        "2130706433",
        "localhost",
        "example.com",
        "fe80::1%eth0",
        "[::1]",
        "::/129",
        ":::",
        "::ffff:10.0.0.0/95",
        " 10.0.0.1",
        "10.0.0.0/٨"
      })
  void refuses(String text) {
    assertThatThrownBy(() -> AddressBlock.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected");
  }

  @Test
  void namesTheFirstAddressIfTheBlockIsGivenByAnother() {
    assertThatThrownBy(() -> AddressBlock.parse("10.1.2.3/8"))
        .hasMessage("the block begins at 10.0.0.0/8");
    assertThatThrownBy(() -> AddressBlock.parse("::ffff:10.1.2.3/104"))
        .hasMessage("the block begins at 10.0.0.0/8");
  }

  @Test
  void toStringCanBeParsed() {
    assertThat(AddressBlock.parse("10.0.0.0/8")).hasToString("10.0.0.0/8");
    AddressBlock block = AddressBlock.parse("fd00::/8");
    assertThat(AddressBlock.parse(block.toString())).isEqualTo(block);
  }
}

package dev.restauth.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.config.AddressBlock;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {
  private static final AddressRules PUBLIC = AddressRules.ofClients(List.of());

  private static boolean allows(AddressRules rules, String address) {
    return rules.allow(InetAddress.ofLiteral(address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "::1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "fd12::1",
        "::ffff:10.0.0.1"
      })
  void theOperatorsUrlMayLeadNearbyInClear(String address) {
    assertThat(allows(AddressRules.ofOperator(false), address)).isTrue();
    assertThat(allows(AddressRules.ofOperator(true), address)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.8.8.8", "2606:4700:4700::1111", "172.32.0.1", "203.0.113.7"})
  void theOperatorsUrlMayLeadAnywhereOnlyWithTls(String address) {
    assertThat(allows(AddressRules.ofOperator(false), address)).isFalse();
    assertThat(allows(AddressRules.ofOperator(true), address)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"169.254.169.254", "fd00:ec2::254", "0.0.0.0", "100.100.100.200", "fe80::1"})
  void theOperatorsUrlNeverLeadsToMetadata(String address) {
    assertThat(allows(AddressRules.ofOperator(false), address)).isFalse();
    assertThat(allows(AddressRules.ofOperator(true), address)).isFalse();
  }

  private static AddressRules with(String... networks) {
    return AddressRules.ofClients(Stream.of(networks).map(AddressBlock::parse).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2a00:1450:4001:81b::200e",
        "2001:200::1",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808"
      })
  void allowsPublicAddresses(String address) {
    assertThat(allows(PUBLIC, address)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "100.127.255.255",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.255",
        "168.63.129.16",
        "169.254.0.0",
        "169.254.169.254",
        "172.16.0.0",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.0",
        "192.168.255.255",
        "198.18.0.0",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.7",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1", // IPv4-compatible
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::a00:1",
        "100::1", // discard-only
        "2001::1", // Teredo
        "2001:10::1",
        "2001:db8::1",
        "2002:7f00:1::", // 6to4 of 127.0.0.1
        "2002:808:808::",
        "3fff::1",
        "3fff:fff::1",
        "4000::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fd20:ce::254",
        "fdff::1",
        "fe80::1",
        "fec0::1",
        "ff02::1"
      })
  void refusesAllOthers(String address) {
    assertThat(allows(PUBLIC, address)).isFalse();
  }

  @Test
  void allowsTheOperatorsNetworksAndNoMore() {
    AddressRules rules = with("10.1.0.0/16", "fd12::/16", "127.0.0.1");
    assertThat(allows(rules, "10.1.255.255")).isTrue();
    assertThat(allows(rules, "::ffff:10.1.0.1")).isTrue();
    assertThat(allows(rules, "64:ff9b::a01:1")).isTrue(); // NAT64 of 10.1.0.1
    assertThat(allows(rules, "10.2.0.0")).isFalse();
    assertThat(allows(rules, "fd12::1")).isTrue();
    assertThat(allows(rules, "fd13::1")).isFalse();
    assertThat(allows(rules, "127.0.0.1")).isTrue();
    assertThat(allows(rules, "127.0.0.2")).isFalse();
    assertThat(allows(rules, "8.8.8.8")).isTrue();
  }

  /**
   * The metadata services of clouds return the machine's credentials, and no OAuth client has their
   * addresses.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "168.63.129.16",
        "100.100.100.200",
        "192.0.0.192",
        "fd00:ec2::254",
        "fd20:ce::254",
        "fe80::1",
        "0.0.0.0",
        "::",
        "255.255.255.255",
        "224.0.0.1",
        "ff02::1"
      })
  void refusesMetadataServicesWithEverySetting(String address) {
    assertThat(allows(with("0.0.0.0/1", "128.0.0.0/1", "::/1", "8000::/1"), address)).isFalse();
  }
}

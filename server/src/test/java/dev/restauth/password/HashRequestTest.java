package dev.restauth.password;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.password.HashRequest.Priority;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class HashRequestTest {

  @Test
  void ipv6NetworkOf64BitsIsOneSource() {
    assertThat(source("2001:db8::1")).isEqualTo(source("2001:db8::ffff:ffff:ffff:ffff"));
    assertThat(source("2001:db8::1")).isNotEqualTo(source("2001:db8:0:1::1"));
  }

  @Test
  void everyIpv4AddressIsASource() {
    assertThat(source("192.0.2.1")).isNotEqualTo(source("192.0.2.2"));
    assertThat(source("::ffff:192.0.2.1")).isEqualTo(source("192.0.2.1"));
  }

  private static String source(String address) {
    return HashRequest.fromClient(Priority.OTHER, InetAddress.ofLiteral(address), () -> false)
        .source();
  }
}

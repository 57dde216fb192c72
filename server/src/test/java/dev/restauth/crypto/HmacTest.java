package dev.restauth.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HmacTest {
  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** A key of four bytes. */
  @Test
  void isRfc4231TestCase2() {
    byte[] message = ascii("what do ya want for nothing?");

    assertThat(Hmac.sha256(ascii("Jefe")).of(message))
        .isEqualTo(hex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
    assertThat(Hmac.sha512(ascii("Jefe")).of(message))
        .isEqualTo(
            hex(
                "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                    + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"));
  }

  /** A key longer than one block of either hash function. */
  @Test
  void isRfc4231TestCase6() {
    byte[] key = hex("aa".repeat(131));
    byte[] message = ascii("Test Using Larger Than Block-Size Key - Hash Key First");

    assertThat(Hmac.sha256(key).of(message))
        .isEqualTo(hex("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"));
    assertThat(Hmac.sha512(key).of(message))
        .isEqualTo(
            hex(
                "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
                    + "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"));
  }

  @Test
  void verifiesOnlyTheCompleteCode() {
    Hmac hmac = Hmac.sha256(ascii("x"));
    byte[] message = ascii("message");
    byte[] code = hmac.of(message);

    assertThat(hmac.verifies(message, code)).isTrue();
    assertThat(hmac.verifies(message, code)).as("again").isTrue();
    assertThat(Hmac.sha256(ascii("y")).verifies(message, code)).isFalse();
    assertThat(Hmac.sha512(ascii("x")).verifies(message, code)).isFalse();
    assertThat(hmac.verifies(ascii("massage"), code)).isFalse();
    assertThat(hmac.verifies(message, new byte[0])).isFalse();
    assertThat(hmac.verifies(message, Arrays.copyOf(code, 31))).isFalse();
    assertThat(hmac.verifies(message, Arrays.copyOf(code, 33))).isFalse();
    for (int i = 0; i < code.length; i++) {
      byte[] changed = code.clone();
      changed[i] ^= 1;
      assertThat(hmac.verifies(message, changed)).isFalse();
    }
  }
}

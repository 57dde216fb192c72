package dev.restauth.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class P256Test {
  /** The base point (NIST SP 800-186 section 3.2.1.3). */
  private static final byte[] X =
      bytes("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296");

  private static final byte[] Y =
      bytes("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  @Test
  void theBasePointIsOnTheCurve() {
    assertThat(P256.isPoint(X, Y)).isTrue();
  }

  @Test
  void othersAreNot() {
    assertThat(P256.isPoint(Y, X)).isFalse();
    assertThat(P256.isPoint(new byte[32], new byte[32])).isFalse();
    assertThat(P256.isPoint(new byte[0], new byte[0])).isFalse();
    assertThat(P256.isPoint(X, bytes("00" + HexFormat.of().formatHex(Y)))).isFalse();
    byte[] p = bytes("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
    assertThat(P256.isPoint(p, Y)).isFalse();
  }
}

package dev.restauth.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConstantTimeTest {
  @Test
  void isTrueForTheSameBytesOnly() {
    byte[] one = {1, 2, 3};
    assertThat(ConstantTime.equals(one, new byte[] {1, 2, 3})).isTrue();
    assertThat(ConstantTime.equals(one, new byte[] {1, 2, 4})).isFalse();
    assertThat(ConstantTime.equals(one, new byte[] {1, 2})).isFalse();
    assertThat(ConstantTime.equals(new byte[0], new byte[0])).isTrue();
  }

  @Test
  void isTrueForTheSameTextOnly() {
    assertThat(ConstantTime.equals("hash", "hash")).isTrue();
    assertThat(ConstantTime.equals("hash", "hasH")).isFalse();
    assertThat(ConstantTime.equals("hash", "hash ")).isFalse();
    assertThat(ConstantTime.equals("h\u00e4sh", "h?sh")).isFalse();
  }
}

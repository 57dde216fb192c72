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
}

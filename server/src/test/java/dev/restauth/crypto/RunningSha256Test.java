package dev.restauth.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunningSha256Test {
  /** The example of FIPS 180-4. */
  @Test
  void digestsAllPieces() {
    RunningSha256 digest = new RunningSha256();
    digest.add(new byte[] {'a'});
    digest.add(new byte[] {'b', 'c'});
    assertThat(digest.hex())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }
}

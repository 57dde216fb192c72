package dev.restauth.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SealingTest {
  private static final byte[] SECRET = {1, 2, 3, 4, 5};

  private final MasterKey master = MasterKey.generate();
  private final Sealing sealing = new Sealing(master);

  @Test
  void opensWhatItSealed() {
    byte[] sealed = sealing.seal(SECRET, "signing_key/1");
    assertThat(sealed).hasSize(SECRET.length + Sealing.OVERHEAD).startsWith(1);
    assertThat(sealing.open(sealed, "signing_key/1")).isEqualTo(SECRET);
    assertThat(new Sealing(MasterKey.parse(master.base64())).open(sealed, "signing_key/1"))
        .isEqualTo(SECRET);
    assertThat(sealing.open(sealing.seal(new byte[0], ""), "")).isEmpty();
  }

  @Test
  void neverSealsTheSameWayTwice() {
    assertThat(sealing.seal(SECRET, "a")).isNotEqualTo(sealing.seal(SECRET, "a"));
  }

  @Test
  void doesNotOpenForAnotherRowOrKey() {
    byte[] sealed = sealing.seal(SECRET, "signing_key/1");
    assertBroken(sealing, sealed, "signing_key/2");
    assertBroken(new Sealing(MasterKey.generate()), sealed, "signing_key/1");
  }

  @Test
  void detectsEveryChangedByteAndTruncation() {
    byte[] sealed = sealing.seal(SECRET, "a");
    for (int at = 0; at < sealed.length; at++) {
      byte[] changed = sealed.clone();
      changed[at] ^= 1;
      assertBroken(sealing, changed, "a");
      assertBroken(sealing, Arrays.copyOf(sealed, at), "a");
    }
    assertBroken(sealing, Arrays.copyOf(sealed, sealed.length + 1), "a");
  }

  private static void assertBroken(Sealing sealing, byte[] sealed, String identity) {
    assertThatThrownBy(() -> sealing.open(sealed, identity))
        .isInstanceOf(UnsealFailedException.class)
        .hasMessageStartingWith("Sealed bytes ");
  }
}

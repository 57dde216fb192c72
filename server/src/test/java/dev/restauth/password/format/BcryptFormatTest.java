package dev.restauth.password.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.password.RealPrimitives;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BcryptFormatTest {
  private static final HashPrimitives NO_SECRETS = new RealPrimitives(Map.of());

  private static boolean matches(String text, byte[] password) {
    ForeignHash hash = ForeignHash.parse(text).orElseThrow();
    return hash.matches(hash.recipe().derive(password, NO_SECRETS));
  }

  /**
   * The vectors of wrapper.c in crypt_blowfish. Hashes with {@code $2x$} come from a defective
   * version, in which two passwords have the same hash.
   */
  @ParameterizedTest
  @CsvSource({
    "$2x$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e, \u00a3, true",
    "$2x$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e, \u00ff\u00ff\u00a3, true",
    "$2y$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e, \u00a3, false",
    "$2y$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e, \u00ff\u00ff\u00a3, true",
    "$2y$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq, \u00a3, true",
    "$2x$05$6bNw2HLQYeqHYyBfLMsv/OiwqTymGIGzFsA4hOTWebfehXHNprcAS, \u00d1\u0091, true",
    "$2b$05$6bNw2HLQYeqHYyBfLMsv/OiwqTymGIGzFsA4hOTWebfehXHNprcAS, \u00d1\u0091, false",
  })
  void revisionXTakesBytesForSignedOnes(String text, String password, boolean right) {
    assertThat(matches(text, password.getBytes(ISO_8859_1))).isEqualTo(right);
  }

  /**
   * The first revision of bcrypt, {@code $2$}, repeats the password without a zero byte at its end.
   * The vector is from passlib's tests.
   */
  @Test
  void firstRevisionHasNoZeroAtTheEnd() {
    String first = "$2$05$" + "......................" + "XuQjdH.wPVNUZ/bOfstdW/FqB8QSjte";
    assertThat(matches(first, "abc".getBytes(UTF_8))).isTrue();
    assertThat(matches(first, "abc".repeat(23).getBytes(UTF_8))).isTrue();
    assertThat(matches(first.replace("$2$", "$2a$"), "abc".getBytes(UTF_8))).isFalse();
    assertThat(matches(first.replace("$2$", "$2a$"), "abc".repeat(24).getBytes(UTF_8))).isTrue();
  }

  /** The vector is from crypt_blowfish's tests. */
  @Test
  void readsOnly72Bytes() {
    String hash = "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui";
    String password = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    assertThat(password).hasSize(72);
    assertThat(matches(hash, password.getBytes(UTF_8))).isTrue();
    assertThat(matches(hash, (password + "chars after 72 are ignored").getBytes(UTF_8))).isTrue();
    assertThat(matches(hash, password.substring(1).getBytes(UTF_8))).isFalse();
  }

  @Test
  void zeroByteDoesNotEndThePassword() {
    String hash = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
    assertThat(matches(hash, "U*U".getBytes(UTF_8))).isTrue();
    assertThat(matches(hash, "U*U\0more".getBytes(UTF_8))).isFalse();
  }

  @Test
  void trimsLikeWordPress() {
    HashVector vector =
        HashVector.published().stream()
            .filter(one -> one.family().equals("wordpress"))
            .filter(one -> new String(one.password(), UTF_8).equals("python"))
            .findFirst()
            .orElseThrow();
    assertThat(matches(vector.text(), " \t\r\n\u000bpython\0 ".getBytes(UTF_8))).isTrue();
    assertThat(matches(vector.text(), "pyth on".getBytes(UTF_8))).isFalse();
    assertThat(matches(vector.text(), "\u00a0python".getBytes(UTF_8))).isFalse();
  }

  @Test
  void failsWithoutItsPepper() {
    HashVector vector =
        HashVector.published().stream()
            .filter(one -> one.family().equals("devise"))
            .findFirst()
            .orElseThrow();
    assertThatThrownBy(() -> matches(vector.text(), vector.password()))
        .isInstanceOf(IllegalStateException.class);
  }
}

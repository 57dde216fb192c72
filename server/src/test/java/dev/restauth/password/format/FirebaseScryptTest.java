package dev.restauth.password.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.password.RealPrimitives;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The sample user and parameters of https://github.com/firebase/scrypt. */
class FirebaseScryptTest {
  private static final String SALT = "42xEC+ixf3L2lw==";
  private static final String HASH =
      "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==";
  private static final String SEPARATOR = "Bw==";
  private static final String SIGNER_KEY =
      "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==";

  private static boolean matches(String text, String password) {
    HashPrimitives primitives =
        new RealPrimitives(Map.of("fire", Base64.getDecoder().decode(SIGNER_KEY)));
    ForeignHash hash = ForeignHash.parse(text).orElseThrow();
    return hash.matches(hash.recipe().derive(password.getBytes(UTF_8), primitives));
  }

  @Test
  void textHasTheNameOfTheSecret() {
    String text = FirebaseScrypt.text(SALT, HASH, SEPARATOR, 8, 14, "fire").orElseThrow();
    assertThat(text).contains("{secret:fire}").doesNotContain(SIGNER_KEY);
    assertThat(matches(text, "user1password")).isTrue();
    assertThat(matches(text, "user2password")).isFalse();
  }

  @Test
  void readsTheUrlAlphabetToo() {
    String text =
        FirebaseScrypt.text(
                SALT.replace('+', '-'), HASH.replace('/', '_'), SEPARATOR, 8, 14, "fire")
            .orElseThrow();
    assertThat(matches(text, "user1password")).isTrue();
  }

  @Test
  void splitRemovesTheKey() {
    String kratos =
        "$firescrypt$ln=14,r=8,p=1$%s$%s$%s$%s".formatted(SALT, HASH, SEPARATOR, SIGNER_KEY);
    String supabase =
        "$fbscrypt$v=1,n=14,r=8,p=1,ss=%s,sk=%s$%s$%s".formatted(SEPARATOR, SIGNER_KEY, SALT, HASH);
    var one = FirebaseScrypt.split(kratos, "fire").orElseThrow();
    var other = FirebaseScrypt.split(supabase, "fire").orElseThrow();
    assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
    assertThat(one.signerKey().bytes()).isEqualTo(Base64.getDecoder().decode(SIGNER_KEY));
    assertThat(one.toString()).doesNotContain(SIGNER_KEY);
    assertThat(one.signerKey()).hasToString("Secret");
    assertThat(matches(one.text(), "user1password")).isTrue();
    // The server refuses unsplit hashes, because the signer key would be stored in every row.
    assertThat(ForeignHash.parse(kratos)).isEmpty();
    assertThat(ForeignHash.parse(supabase)).isEmpty();
  }

  @Test
  void refusesMalformedHashesAndValuesOutOfBounds() {
    assertThat(FirebaseScrypt.text(SALT, HASH, SEPARATOR, 8, 25, "fire")).isEmpty();
    assertThat(FirebaseScrypt.text(SALT, HASH, SEPARATOR, -8, 14, "fire")).isEmpty();
    assertThat(FirebaseScrypt.text("?", HASH, SEPARATOR, 8, 14, "fire")).isEmpty();
    assertThat(FirebaseScrypt.text(SALT, "", SEPARATOR, 8, 14, "fire")).isEmpty();
    assertThat(FirebaseScrypt.text(SALT, HASH, SEPARATOR, 8, 14, "a}$b")).isEmpty();
    assertThat(FirebaseScrypt.split("$firescrypt$ln=14,r=8,p=1$$$$", "fire")).isEmpty();
    assertThat(FirebaseScrypt.split("$2b$", "fire")).isEmpty();
    assertThat(FirebaseScrypt.split("x".repeat(5_000), "fire")).isEmpty();
  }
}

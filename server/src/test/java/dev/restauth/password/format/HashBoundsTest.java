package dev.restauth.password.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hashes with the last allowed value of each parameter, and with the first forbidden one. */
class HashBoundsTest {
  private static final String H22 = "c8T1jNykXt2Ora4qM5EWl/";
  private static final String H43 = "r6tN8BSkwzNr7oDf6RHh6QlTZq.TpcHbb20g.nV97C8";
  private static final String B32 = "mTpvG8lzuuDk+DWz8HZIB6Vum6erDuUm0As5yU+VxWA";
  private static final String SHA1_OF_PYTHON = "4235227b51436ad86d07c7cf5d69bda2644984de";

  private static boolean weak(String hash) {
    return ForeignHash.parse(hash).orElseThrow().recipe().weak();
  }

  /** The server hashes weak hashes again before it stores them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "$argon2id$v=19$m=1023,t=1,p=1$c29tZXNhbHQ$" + B32,
        "$argon2id$v=19$m=511,t=2,p=1$c29tZXNhbHQ$" + B32,
        "$scrypt$ln=12,r=1,p=1$c2FsdA$" + B32,
        "$pbkdf2-sha256$9999$c2FsdA$" + B32,
        "$5$rounds=4999$salt$" + H43,
        "$6$rounds=4999$salt$" + H43 + H43,
        "$1$salt$" + H22,
        "$apr1$salt$" + H22,
        "{CRYPT}XXxzOu6maQKqQ",
        "$P$KVlok9DMt" + H22, // MD5 with any number of rounds
        "$S$9Vlok9DMt" + H43,
        "{SHA}QjUie1FDathtB8fPXWm9omRJhN4=",
      })
  void isWeak(String hash) {
    assertThat(weak(hash)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$argon2id$v=19$m=1024,t=1,p=1$c29tZXNhbHQ$" + B32,
        "$argon2id$v=19$m=512,t=2,p=1$c29tZXNhbHQ$" + B32,
        "$scrypt$ln=13,r=1,p=1$c2FsdA$" + B32,
        "$pbkdf2-sha256$10000$c2FsdA$" + B32,
        "$5$rounds=5000$salt$" + H43,
        "$5$salt$" + H43,
        "$6$salt$" + H43 + H43,
        "$S$AVlok9DMt" + H43,
        "$2b$05$J30d7X3zrGHVo4z48oghe.FNSf5FduWYXH5xdgdxXHFH71IUXIECi",
      })
  void isNotWeak(String hash) {
    assertThat(weak(hash)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$scrypt$ln=1,r=1,p=1,l=1$c2FsdA$",
        "$scrypt$ln=1,r=1,p=131072,l=256$c2FsdA$",
        "$scrypt$ln=15,r=1,p=1,l=32$c2FsdA$",
        "$scrypt$ln=18,r=8,p=4,l=32$c2FsdA$",
        "$pbkdf2-sha512$i=1,l=1$c2FsdA$",
        "$pbkdf2-sha512$i=1,l=512$c2FsdA$",
        "$pbkdf2-sha512$i=10000000,l=64$c2FsdA$",
        "$pbkdf2-sha512$i=5000000,l=65$c2FsdA$",
        "$argon2i$v=19$m=8,t=1,p=1,l=11$c29tZXNhbHQ$",
        "$argon2i$v=19$m=8,t=1,p=1,l=512$c29tZXNhbHQ$",
        "$P$5Vlok9DMt",
        "$P$KVlok9DMt",
      })
  void isARecipe(String text) {
    assertThat(ForeignHash.recipe(text)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$scrypt$ln=1,r=1,p=1,l=0$c2FsdA$",
        "$scrypt$ln=1,r=1,p=131073,l=32$c2FsdA$",
        "$scrypt$ln=1,r=2,p=65537,l=32$c2FsdA$",
        "$scrypt$ln=18,r=9,p=1,l=32$c2FsdA$",
        "$scrypt$ln=18,r=8,p=5,l=32$c2FsdA$",
        "$pbkdf2-sha512$i=1,l=513$c2FsdA$",
        "$pbkdf2-sha512$i=5000001,l=65$c2FsdA$",
        "$argon2i$v=19$m=8,t=1,p=1,l=10$c29tZXNhbHQ$",
        "$argon2i$v=19$m=8,t=1,p=1,l=513$c29tZXNhbHQ$",
        "$P$4Vlok9DMt",
        "$P$LVlok9DMt",
        "$P$5Vlok9DMt" + H22, // a complete hash instead of a recipe
      })
  void isBeyondABound(String text) {
    assertThat(ForeignHash.recipe(text)).isEmpty();
  }

  @Test
  void hasAtMost1024Characters() {
    String longest = "{sha1:" + "A".repeat(976) + ":}" + SHA1_OF_PYTHON;
    assertThat(longest).hasSize(ForeignHash.MAX_CHARACTERS);
    assertThat(ForeignHash.parse(longest)).isPresent();
    assertThat(ForeignHash.parse(longest.replace("AA:", "AAAAAA:"))).isEmpty();
  }

  @Test
  void phpassHashHasTheLengthOfItsVariant() {
    assertThat(ForeignHash.parse("$P$9Vlok9DMt" + H22)).isPresent();
    assertThat(ForeignHash.parse("$P$9Vlok9DMt" + H22 + "x")).isEmpty();
    assertThat(ForeignHash.parse("$P$9Vlok9DMt" + H43)).isEmpty();
    assertThat(ForeignHash.parse("$S$9Vlok9DMt" + H22)).isEmpty();
  }

  @Test
  void logtoHashIsOfThePasswordItself() {
    String hash =
        "[\"pbkdf2\",[\"salt\",\"1000\",\"32\",\"sha1\",\"@\"],\"" + "00".repeat(32) + "\"]";
    assertThat(ForeignHash.parse(hash)).isPresent();
    assertThat(ForeignHash.parse(hash.replace("@", "x"))).isEmpty();
  }

  /** Each block takes the same time, so the typical duration must count all blocks. */
  @Test
  void pbkdf2CostGrowsWithTheBlocks() {
    Recipe one = ForeignHash.recipe("$pbkdf2-sha512$i=1000,l=64$c2FsdA$").orElseThrow();
    Recipe two = ForeignHash.recipe("$pbkdf2-sha512$i=1000,l=65$c2FsdA$").orElseThrow();
    assertThat(two.typicalMillis()).isEqualTo(2 * one.typicalMillis());
    assertThat(one.kind()).isEqualTo("pbkdf2-sha512 1000");
    assertThat(two.kind()).isEqualTo("pbkdf2-sha512 1000*2");
  }

  private static Optional<FirebaseScrypt.Split> firebase(String signerKey) {
    String key = Base64.getEncoder().encodeToString(signerKey.getBytes(UTF_8));
    return FirebaseScrypt.split(
        "$firescrypt$ln=14,r=8,p=1$c2FsdHNhbHQ=$" + B32 + "$Bw==$" + key, "name");
  }

  @Test
  void firebaseHashHasASignerKey() {
    assertThat(firebase("")).isEmpty();
    FirebaseScrypt.Secret secret = firebase("key").orElseThrow().signerKey();
    assertThat(secret).isEqualTo(firebase("key").orElseThrow().signerKey());
    assertThat(secret).hasSameHashCodeAs(firebase("key").orElseThrow().signerKey());
    assertThat(secret).isNotEqualTo(firebase("other").orElseThrow().signerKey());
    assertThat(secret.toString()).doesNotContain("key");
  }

  private static Optional<String> keycloak(String credentialData) {
    return KeycloakCredential.text(
        "{\"value\":\"AAAAAAAAAAAAAAAAAAAAAA==\",\"salt\":\"AAAA\"}", credentialData);
  }

  @Test
  void keycloakTextIsOneObjectOfAtMost4096Characters() {
    String data = "{\"algorithm\":\"pbkdf2\",\"hashIterations\":20000}";
    assertThat(keycloak(data)).isPresent();
    assertThat(keycloak("[" + data + "]")).isEmpty();
    assertThat(keycloak(data + "}")).as("malformed at the end").isEmpty();
    String longest = data + " ".repeat(4_096 - data.length());
    assertThat(keycloak(longest)).isPresent();
    assertThat(keycloak(longest + " ")).isEmpty();
  }
}

package dev.restauth.password.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LongRun;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hashes that other programs computed. Each hash matches its own password and no other. */
class HashVectorsTest {
  /** The minimum typical duration of hashes that the test tries only once. */
  private static final double DEAR_MILLIS = LongRun.IS_LONG ? 20 : 5;

  /** The minimum typical duration of recorded hashes that the test tries only in a long run. */
  private static final double SLOW_MILLIS = 50;

  /** In the tests' virtual machines, the hashes take several times as long as typically. */
  private static final double CHEAP_MILLIS = LongRun.IS_LONG ? 5 : 2;

  @Test
  @Tag("unhurried")
  void recordedHashesMatchTheirPasswordsAndNoOthers() {
    List<HashVector> recorded = HashVector.recorded();
    assertThat(recorded).hasSize(124);
    assertThat(recorded.stream().map(HashVector::family).distinct()).hasSize(31);
    // The last password of each family is the longest. AdoptionTest logs in with a hash of each
    // family, so that this test may omit those that take long.
    matchTheirPasswordsAndNoOthers(
        sample(recorded.reversed()).stream().filter(hash -> millis(hash) < SLOW_MILLIS).toList(),
        false);
  }

  @Test
  @Tag("long")
  void allRecordedHashesMatchTheirPasswordsAndNoOthers() {
    matchTheirPasswordsAndNoOthers(HashVector.recorded(), true);
  }

  private static void matchTheirPasswordsAndNoOthers(List<HashVector> tried, boolean all) {
    List<byte[]> passwords =
        HashVector.recorded().stream()
            .map(line -> new String(line.password(), UTF_8))
            .distinct()
            .map(text -> text.getBytes(UTF_8))
            .toList();
    assertThat(passwords).hasSize(4);
    tried.parallelStream()
        .forEach(
            line -> {
              assertThat(line.matches(line.password())).as(line.text()).isTrue();
              if (all || millis(line) < DEAR_MILLIS) {
                assertThat(line.matches(another(passwords, line.password())))
                    .as(line.text())
                    .isFalse();
              }
            });
  }

  /**
   * Returns the cheap hashes. If a family has no cheap hash of an algorithm, the result contains
   * the cheapest of the others.
   */
  private static List<HashVector> sample(List<HashVector> vectors) {
    Set<String> taken = new HashSet<>();
    return vectors.stream()
        .sorted(Comparator.comparingDouble(HashVectorsTest::millis))
        .filter(
            vector ->
                taken.add(vector.family() + " " + algorithm(vector))
                    || millis(vector) < CHEAP_MILLIS)
        .toList();
  }

  private static double millis(HashVector vector) {
    return vector.parsed().recipe().typicalMillis();
  }

  private static String algorithm(HashVector vector) {
    return vector.parsed().recipe().kind().replaceAll(" [0-9/*]+$", "");
  }

  private static byte[] another(List<byte[]> passwords, byte[] than) {
    return passwords.stream().filter(each -> !Arrays.equals(each, than)).findAny().orElseThrow();
  }

  static Set<String> families() {
    return HashVector.families();
  }

  @ParameterizedTest
  @MethodSource("families")
  void cheapPublishedHashesMatchTheirPasswordsAndNoOthers(String family) {
    HashVector.published(family).stream()
        .filter(vector -> millis(vector) < CHEAP_MILLIS)
        .forEach(HashVectorsTest::matchesItsPasswordAndNoOther);
  }

  @Test
  @Tag("unhurried")
  void otherPublishedHashesMatchTheirPasswordsAndNoOthers() {
    List<HashVector> published = HashVector.published();
    assertThat(published).hasSizeGreaterThan(1_000);
    sample(published).parallelStream()
        .filter(vector -> millis(vector) >= CHEAP_MILLIS)
        .forEach(HashVectorsTest::matchesItsPasswordAndNoOther);
  }

  @Test
  @Tag("long")
  void allOtherPublishedHashesMatchTheirPasswordsAndNoOthers() {
    HashVector.published().parallelStream()
        .filter(vector -> millis(vector) >= CHEAP_MILLIS)
        .forEach(HashVectorsTest::matchesItsPasswordAndNoOther);
  }

  private static void matchesItsPasswordAndNoOther(HashVector vector) {
    byte[] before = vector.password().clone();
    assertThat(vector.matches(vector.password())).as(vector.text()).isTrue();
    assertThat(vector.password()).isEqualTo(before);
    if (millis(vector) < DEAR_MILLIS) {
      assertThat(vector.matches("not this one".getBytes(UTF_8))).as(vector.text()).isFalse();
    }
  }

  @Test
  void everyKindHasAVector() {
    Set<String> kinds = new HashSet<>();
    Stream.concat(HashVector.published().stream(), HashVector.recorded().stream())
        .map(HashVectorsTest::algorithm)
        .forEach(kinds::add);
    assertThat(kinds)
        .contains(
            "bcrypt",
            "bcrypt-of-sha256-hex",
            "bcrypt-of-sha512-base64",
            "bcrypt-wordpress",
            "bcrypt-devise",
            "bcrypt-sha256",
            "argon2i",
            "argon2d",
            "argon2id",
            "scrypt",
            "firebase-scrypt",
            "pbkdf2-sha1",
            "pbkdf2-sha224",
            "pbkdf2-sha256",
            "pbkdf2-sha384",
            "pbkdf2-sha512",
            "md5-crypt",
            "apr1-crypt",
            "sha256-crypt",
            "sha512-crypt",
            "des-crypt",
            "phpass",
            "phpass-sha512",
            "sha1",
            "sha1 salted",
            "hmac-md4",
            "hmac-sha512");
  }

  @Test
  void textOfAWeakRecipeIsReadBack() {
    List<HashVector> weak =
        HashVector.published().stream().filter(one -> one.parsed().recipe().weak()).toList();
    assertThat(weak).hasSizeGreaterThan(500);
    assertThat(weak)
        .allSatisfy(
            vector -> {
              Recipe recipe = vector.parsed().recipe();
              Recipe readBack = ForeignHash.recipe(recipe.text()).orElseThrow();
              assertThat(readBack.text()).isEqualTo(recipe.text());
              assertThat(readBack.kind()).isEqualTo(recipe.kind());
              assertThat(readBack.weak()).isTrue();
              assertThat(readBack.derive(vector.password(), vector.primitives()))
                  .isEqualTo(vector.parsed().expected());
            });
  }

  @Test
  void recipeTextDoesNotContainTheHash() {
    assertThat(HashVector.published())
        .allSatisfy(
            vector -> {
              String hash = vector.text().substring(Math.max(0, vector.text().length() - 20));
              ForeignHash parsed = vector.parsed();
              assertThat(parsed.recipe().text()).doesNotContain(hash).isNotEqualTo(vector.text());
              assertThat(parsed.recipe().text()).matches("\\p{ASCII}*");
              assertThat(parsed.recipe().kind()).matches("[a-z0-9/* -]{3,60}");
              assertThat(parsed.toString()).doesNotContain(hash).contains(parsed.recipe().kind());
              assertThat(parsed.recipe().typicalMillis()).isBetween(0.0, 10_000.0);
            });
  }
}

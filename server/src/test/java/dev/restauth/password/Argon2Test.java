package dev.restauth.password;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.restauth.password.format.HashPrimitives.Argon2Type;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Argon2Test {
  private static List<Argon2> loadable() {
    return Stream.of(
            NativeArgon2.system().stream(),
            NativeArgon2.bundled().stream(),
            Stream.of(new BouncyArgon2()))
        .<Argon2>flatMap(found -> found)
        .toList();
  }

  /**
   * Vectors for argon2id v=19 from src/test.c of the reference implementation, release 20190702.
   */
  @ParameterizedTest
  @CsvSource({
    "2, 256, 1, password, somesalt, 9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe",
    "2, 256, 2, password, somesalt, 6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037",
    "1, 65536, 1, password, somesalt, f6a5adc1ba723dddef9b5ac1d464e180fcd9dffc9d1cbf76cca2fed795d9ca98",
  })
  void everyImplementationComputesThePublishedVectors(
      int iterations, int memoryKib, int parallelism, String password, String salt, String tag) {
    var parameters = new Argon2Parameters(memoryKib, iterations, parallelism);
    for (var argon2 : loadable()) {
      assertThat(argon2.hash(password.getBytes(UTF_8), salt.getBytes(UTF_8), parameters, 32))
          .as(argon2.description())
          .isEqualTo(HexFormat.of().parseHex(tag));
    }
  }

  /** Published vectors that take long. */
  @ParameterizedTest
  @Tag("long")
  @CsvSource({
    "2, 65536, 1, password, somesalt, 09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7",
    "4, 65536, 1, password, somesalt, 9025d48e68ef7395cca9079da4c4ec3affb3c8911fe4f86d1a2520856f63172c",
  })
  void everyImplementationComputesTheDearPublishedVectors(
      int iterations, int memoryKib, int parallelism, String password, String salt, String tag) {
    everyImplementationComputesThePublishedVectors(
        iterations, memoryKib, parallelism, password, salt, tag);
  }

  /**
   * Vectors for argon2i from src/test.c of the reference implementation. This file has none for
   * argon2d, so argon2-cffi 21.1 computed those.
   */
  @ParameterizedTest
  @CsvSource({
    "I, 16, 256, fd4dd83d762c49bdeaf57c47bdcd0c2f1babf863fdeb490df63ede9975fccf06",
    "I, 19, 256, 89e9029f4637b295beb027056a7336c414fadd43f6b208645281cb214a56452f",
    "D, 16, 256, bd404868ff00c52e7543c8332e6a772a5724892d7e328d5cf253bbc8e726b371",
    "D, 19, 256, 25c4ee8ba448054b49efc804e478b9d823be1f9bd2e99f51d6ec4007a3a1501f",
    "ID, 19, 256, 9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe",
  })
  void everyImplementationComputesEveryVariant(
      Argon2Type type, int version, int memoryKib, String tag) {
    var parameters = new Argon2Parameters(memoryKib, 2, 1);
    var password = "password".getBytes(UTF_8);
    var salt = "somesalt".getBytes(UTF_8);
    for (var argon2 : loadable()) {
      assertThat(argon2.hash(type, version, password, salt, parameters, 32))
          .as(argon2.description())
          .isEqualTo(HexFormat.of().parseHex(tag));
    }
  }

  /** Vectors of other variants that take long. */
  @ParameterizedTest
  @Tag("long")
  @CsvSource({
    "I, 16, 65536, f6c4db4a54e2a370627aff3db6176b94a2a209a62c8e36152711802f7b30c694",
    "I, 19, 65536, c1628832147d9720c5bd1cfd61367078729f6dfb6f8fea9ff98158e0d7816ed0",
  })
  void everyImplementationComputesTheDearVectorsOfVariants(
      Argon2Type type, int version, int memoryKib, String tag) {
    everyImplementationComputesEveryVariant(type, version, memoryKib, tag);
  }

  /**
   * If a native implementation computes only argon2id, an implementation in Java computes the other
   * variants.
   */
  @Test
  void everyVariantIsComputedAtLeastInJava() {
    Argon2 ownOnly =
        new Argon2() {
          @Override
          public byte[] hash(byte[] password, byte[] salt, Argon2Parameters cost, int length) {
            throw new AssertionError("not asked for");
          }

          @Override
          public String description() {
            return "own only";
          }
        };
    byte[] tag =
        ownOnly.hash(
            Argon2Type.I,
            19,
            "password".getBytes(UTF_8),
            "somesalt".getBytes(UTF_8),
            new Argon2Parameters(256, 2, 1),
            32);
    assertThat(HexFormat.of().formatHex(tag))
        .isEqualTo("89e9029f4637b295beb027056a7336c414fadd43f6b208645281cb214a56452f");
  }

  @Test
  void allImplementationsAgreeForAnyInput() {
    var random = new Random(1);
    for (int length : new int[] {0, 1, 64, 1024, 8000}) {
      var password = new byte[length];
      var salt = new byte[16];
      random.nextBytes(password);
      random.nextBytes(salt);
      var parameters = new Argon2Parameters(64, 3, 4);
      var tags =
          loadable().stream()
              .map(one -> HexFormat.of().formatHex(one.hash(password, salt, parameters, 24)));
      assertThat(tags.distinct()).as("%d bytes", length).hasSize(1);
    }
  }

  @Test
  void bundledLibraryLoadsIfThereIsOne() {
    assumeThat(oneIsCarried()).isTrue();
    assertThat(NativeArgon2.bundled())
        .map(NativeArgon2::description)
        .hasValue("native libargon2 (bundled)");
  }

  @Test
  void prefersANativeLibrary() {
    assumeThat(oneIsCarried()).isTrue();
    assertThat(Argon2.load()).isInstanceOf(NativeArgon2.class);
  }

  private static boolean oneIsCarried() {
    return System.getProperty("os.name").equals("Linux")
        && List.of("amd64", "aarch64").contains(System.getProperty("os.arch"));
  }

  @Test
  void nativeErrorHasItsMessage() {
    var secret = "correct horse".getBytes(UTF_8);
    for (var argon2 : loadable()) {
      if (argon2 instanceof NativeArgon2) {
        assertThatThrownBy(() -> argon2.hash(secret, new byte[1], Argon2Parameters.DEFAULT, 32))
            .isInstanceOf(HashingFailed.class)
            .hasMessage("libargon2 failed with -6: Salt is too short.");
      }
    }
  }

  @Test
  void doesNotChangeTheCallersPassword() {
    for (var argon2 : loadable()) {
      byte[] password = {1, 2, 3};
      argon2.hash(password, new byte[16], new Argon2Parameters(64, 1, 1), 32);
      assertThat(Arrays.equals(password, new byte[] {1, 2, 3})).isTrue();
    }
  }
}

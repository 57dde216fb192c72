package dev.restauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeakedSecretsTest {
  private final LeakedSecrets known = LeakedSecrets.load();

  private boolean isPublished(String secret) {
    return known.isPublished(secret.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "the quick brown fox jumps over the lazy dog",
        "The quick brown fox jumps over the lazy dog.",
        "dev",
        "secret",
        "secret!",
        "SECRET_KEY",
        "super-secret",
        "super secret key",
        "my secret key",
        "you-will-never-guess",
        "hard to guess string",
        "change-me",
        "changeme",
        "CHANGE ME",
        "your-256-bit-secret",
        "your-512-bit-secret",
        "a-string-secret-at-least-256-bits-long",
        "a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long",
        "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
        "A0Zr98j/3yX R~XHH!jmN]LWX/,?RT",
        "_5#y2L\"F4Q8z\\n\\xec]/",
        "hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg"
      })
  void publishedSecretsAreFound(String secret) {
    assertThat(isPublished(secret)).isTrue();
  }

  @Test
  void publishedBytesAreFound() {
    byte[] flask = HexFormat.of().parseHex("5f352379324c2246345138" + "7a0aec5d2f");
    assertThat(known.isPublished(flask)).isTrue();
    byte[] rfc7520 =
        HexFormat.of().parseHex("849b57219dae48de646d07dbb533566e976686457c1491be3a76dcea6c427188");
    assertThat(known.isPublished(rfc7520)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "s3",
        "k7",
        "-",
        "#",
        "the quick brown fox",
        "secrets of mine",
        "devil",
        "4c1e8f0a1b7d",
        "# Flask and its tutorials",
        "\\x",
        "xx secret"
      })
  void otherSecretsAreNotFound(String secret) {
    assertThat(isPublished(secret)).isFalse();
  }
}

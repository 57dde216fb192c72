package dev.restauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of entity tags (RFC 9110, sections 8.8.3 and 13.1.2). */
class EntityTagsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        " * ",
        "\"a\"",
        "W/\"a\"",
        "\"b\", \"a\"",
        ",\t\"b\" ,, W/\"a\" ,",
      })
  void containTheTag(String field) {
    assertThat(EntityTags.read(field).contain("a")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\"b\"", "a", "\"a", "\"a\" \"b\"", "w/\"a\"", "\"b\", a", "*, \"a\""})
  void doNotContainTheTag(String field) {
    assertThat(EntityTags.read(field).contain("a")).isFalse();
  }

  /**
   * A pattern that needs quadratic time would block a thread, which many connections share, for
   * seconds.
   */
  @Test
  void areReadInLinearTime() {
    String field = "a" + " ".repeat(1_000_000) + "b";
    assertTimeoutPreemptively(
        Duration.ofSeconds(30), () -> assertThat(EntityTags.read(field).contain("a")).isFalse());
  }
}

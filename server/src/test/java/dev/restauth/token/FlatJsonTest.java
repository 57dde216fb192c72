package dev.restauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlatJsonTest {
  private static Optional<FlatJson> read(String json) {
    return FlatJson.read(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void hasTextsAndNumbers() {
    FlatJson read = read("{\"a\":\"text\",\"b\":12,\"c\":0.5}").orElseThrow();
    assertThat(read.names()).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(read.text("a")).hasValue("text");
    assertThat(read.text("b")).isEmpty();
    assertThat(read.whole("b")).isEqualTo(OptionalLong.of(12));
    assertThat(read.whole("c")).isEmpty();
    assertThat(read.number("c")).hasValue(new BigDecimal("0.5"));
    assertThat(read.number("a")).isEmpty();
  }

  @Test
  void aNumberMayHaveThirtyTwoCharacters() {
    assertThat(read("{\"a\":1.%s}".formatted("0".repeat(30)))).isPresent();
    assertThat(read("{\"a\":1.%s}".formatted("0".repeat(31)))).isEmpty();
  }

  @Test
  void anObjectMayHaveFourMembers() {
    assertThat(read("{\"a\":1,\"b\":1,\"c\":1,\"d\":1}")).isPresent();
    assertThat(read("{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "[\"a\",1]",
        "\"a\"",
        "1",
        "null",
        "{\"a\":1}}",
        "{\"a\":1} 2",
        "{\"a\":1",
        "{\"a\"}",
        "a",
        "{\"a\":null}",
        "{\"a\":true}",
        "{\"a\":{}}",
        "{\"a\":[]}",
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,}",
        "{\"ä\":1}",
        "{\"a\":1\n}",
        "\"a\":1}"
      })
  void otherTextsAreRefused(String json) {
    assertThat(read(json)).isEmpty();
  }
}

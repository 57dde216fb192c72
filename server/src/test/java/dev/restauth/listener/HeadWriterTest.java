package dev.restauth.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.http.HeaderField;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that reach a field of a response. No text can add a field or a response. */
class HeadWriterTest {
  private final HeadWriter writer = new HeadWriter(() -> 0);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\r\nSet-Cookie: b",
        "a\nb",
        "a\rb",
        "a\u0000b",
        "a\u007fb",
        "a\u010ab",
        "\u560d\u560a"
      })
  void aForbiddenCharacterIsNotWritten(String text) {
    writer.begin(200);
    assertThatThrownBy(() -> writer.field(new HeaderField("X-Text", text)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> writer.field(new HeaderField("X-" + text, "value")))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void otherCharactersAreWrittenAsTheyAre() {
    writer.begin(200).field(new HeaderField("X-Text", "a\t~\u00e9"));
    assertThat(new String(writer.end(new byte[0], 0), StandardCharsets.ISO_8859_1))
        .endsWith("X-Text: a\t~\u00e9\r\n\r\n");
  }
}

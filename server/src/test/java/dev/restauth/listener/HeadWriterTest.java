package dev.restauth.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.http.HeaderField;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
    assertThatThrownBy(() -> writer.fields(field("X-Text", text)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> writer.fields(field("X-" + text, "value")))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void otherCharactersAreWrittenAsTheyAre() {
    writer.begin(200).fields(field("X-Text", "a\t~\u00e9"));
    assertThat(written()).endsWith("X-Text: a\t~\u00e9\r\n\r\n");
  }

  /** The writer copies the lines of fields that it has written twice. */
  @Test
  void theSameFieldsAreWrittenAgain() {
    List<HeaderField> same = field("X-Text", "a");
    List<HeaderField> other = field("X-Other", "b");
    for (List<HeaderField> fields : List.of(same, same, same, other, same, other, other, other)) {
      writer.begin(200).fields(fields).contentLength(0);
      HeaderField only = fields.getFirst();
      assertThat(written())
          .isEqualTo(
              "HTTP/1.1 200 OK\r\n%s: %s\r\nContent-Length: 0\r\n\r\n"
                  .formatted(only.name(), only.value()));
    }
  }

  private static List<HeaderField> field(String name, String value) {
    return List.of(new HeaderField(name, value));
  }

  private String written() {
    return new String(writer.end(new byte[0], 0), StandardCharsets.ISO_8859_1);
  }
}

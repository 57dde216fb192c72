package dev.restauth.listener.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Response fields with forbidden characters. A proxy may translate the response to HTTP/1.1. There,
 * a line break in a field would add another field.
 */
class FieldBlockTest {
  private final FieldBlock block = new FieldBlock();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\r\nset-cookie: b",
        "a\nb",
        "a\rb",
        "a\u0000b",
        "a\u007fb",
        "a\u010ab",
        "\u560d\u560a"
      })
  void aForbiddenCharacterIsNotWritten(String text) {
    assertThatThrownBy(() -> block.field(Unpooled.buffer(), "x-text", text))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void otherCharactersAreWritten() {
    var out = Unpooled.buffer();
    block.field(out, "x-text", "a\t~\u00e9");
    assertThat(out.readableBytes()).isEqualTo(2 + "x-text".length() + 1 + 4);
  }
}

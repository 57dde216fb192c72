package dev.restauth.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.http.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Request heads, read whole and byte by byte. The first head is the example of RFC 9110, section
 * 5.1.
 */
class HeadReaderTest {
  private static final String HEAD =
      """
      GET /where?q=now&x HTTP/1.1\r
      Host: www.example.com\r
      Accept-Language: en\r
      X-Empty:\r
      x-TWICE: a\r
      X-Twice:\t b \t\r
      \r
      """;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void assertRead(HeadReader head) {
    assertThat(head.method().text()).isEqualTo("GET");
    assertThat(head.path()).isEqualTo("/where");
    assertThat(head.query()).isEqualTo("q=now&x");
    assertThat(head.all("HOST")).containsExactly("www.example.com");
    assertThat(head.all("X-Empty")).containsExactly("");
    assertThat(head.all("X-Twice")).isEqualTo(List.of("a", "b"));
    assertThat(head.all("Accept")).isEmpty();
    assertThat(head.isHead()).isFalse();
  }

  @Test
  void readsAWholeHeadWithOtherBytesAround() {
    byte[] input = bytes("xx" + HEAD + "body");
    HeadReader head = new HeadReader();
    assertThat(head.read(input, 2, input.length)).isTrue();
    assertThat(head.end()).isEqualTo(2 + HEAD.length());
    assertRead(head);
  }

  /** The received bytes may move in memory between calls. */
  @Test
  void readsAHeadByteByByte() {
    byte[] all = bytes(HEAD);
    HeadReader head = new HeadReader();
    for (int length = 1; length <= all.length; length++) {
      int from = length % 7;
      byte[] input = new byte[from + length + length % 3];
      System.arraycopy(all, 0, input, from, length);
      assertThat(head.read(input, from, from + length)).isEqualTo(length == all.length);
    }
    assertRead(head);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\n",
        "GET / HTTP/1.1\r\nA: b\n",
        "GET / HTTP/1.1\rA",
        "GET /\r\n",
        "GET  / HTTP/1.1\r\n",
        "GET / HTTP/1.1 \r\n",
        "GET\t/\tHTTP/1.1\r\n",
        "GET /a\u007f HTTP/1.1\r\n",
        "GET /a\u0001 HTTP/1.1\r\n",
        "GET /%4 HTTP/1.0.0\r\n",
        "GET /?%4 HTTP/1.1\r\n",
        "GET /%zz HTTP/1.1\r\n",
        "GET :/a HTTP/1.1\r\n",
        "GET / HTTP/9.9\r\n",
        "GET / HTTP/1.1\r\nA : b\r\n",
        "GET / HTTP/1.1\r\nA: b\r\n c\r\n",
        "GET / HTTP/1.1\r\nA: b\u0000\r\n",
        "GET / HTTP/1.1\r\n: b\r\n",
        "GET / HTTP/1.1\r\nA\r\n"
      })
  void refusesMalformedHeads(String text) {
    byte[] all = bytes(text);
    assertThatThrownBy(() -> new HeadReader().read(all, 0, all.length))
        .isInstanceOf(ProblemException.class);
    HeadReader slow = new HeadReader();
    assertThatThrownBy(
            () -> {
              for (int length = 1; length <= all.length; length++) {
                assertThat(slow.read(all, 0, length)).isFalse();
              }
            })
        .isInstanceOf(ProblemException.class);
  }
}

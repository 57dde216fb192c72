package dev.restauth.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.common.buffers.DataReader;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadBytesTest {
  private final Deque<byte[]> coming = new ArrayDeque<>();
  private final DataReader reader = DataReader.create(coming::poll);

  @Test
  void whatIsForgottenIsGoneAndWhatComesNextIsRead() {
    WeakReference<byte[]> read = comes("Authorization: Bearer 1\r\n");
    assertThat(reader.readLine()).isEqualTo("Authorization: Bearer 1");

    ReadBytes.forget(reader);
    System.gc();

    assertThat(read.refersTo(null)).as("what was read is gone").isTrue();
    comes("GET / HT");
    comes("TP/1.1\r\nHost");
    assertThat(reader.available()).isZero();
    assertThat(reader.readLine()).isEqualTo("GET / HTTP/1.1");
    assertThat(reader.available()).isEqualTo(4);
  }

  @Test
  void allOfManyRequestsIsRead() {
    for (String each : List.of("a", "bc", "", "def")) {
      comes(each + "\r\n");
      assertThat(reader.readLine()).isEqualTo(each);
      ReadBytes.forget(reader);
    }
  }

  /** Without a variable that would keep it. */
  private WeakReference<byte[]> comes(String text) {
    coming.add(text.getBytes(StandardCharsets.US_ASCII));
    return new WeakReference<>(coming.getLast());
  }
}

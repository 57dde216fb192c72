package dev.restauth.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LogCatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The threads that compute TLS handshakes, without TLS. */
class HandshakeThreadsTest {
  /** The thread holds the first computation until the end. */
  @Test
  void handshakeIsRefusedIfTheQueueIsFull() throws InterruptedException {
    List<String> done = new ArrayList<>();
    var began = new CountDownLatch(1);
    var end = new CountDownLatch(1);
    try (TlsHandshakes handshakes = new TlsHandshakes(1, 2)) {
      handshakes
          .of("a", () -> done.add("first"))
          .execute(
              () -> {
                began.countDown();
                try {
                  end.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      began.await();
      for (String each : List.of("a1", "a2", "b1")) {
        handshakes.of(each.substring(0, 1), () -> done.add(each)).execute(() -> done.add("never"));
      }
      assertThat(done).containsExactly("a2");
      assertThat(handshakes.waiting()).isEqualTo(2);
    }
    end.countDown();
  }

  /** Otherwise a few failures would end all handshakes. */
  @Test
  void threadThatFailsIsReplaced() throws InterruptedException {
    var done = new CountDownLatch(1);
    try (LogCatcher logs = LogCatcher.ofWarnings();
        TlsHandshakes handshakes = new TlsHandshakes(1, 10)) {
      handshakes
          .of("a", () -> {})
          .execute(
              () -> {
                throw new IllegalStateException("a failure of the test");
              });
      handshakes.of("a", () -> {}).execute(done::countDown);
      assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();
      assertThat(logs.takeAll()).singleElement().asString().contains("a failure of the test");
    }
  }
}

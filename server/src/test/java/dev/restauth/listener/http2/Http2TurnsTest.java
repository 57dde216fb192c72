package dev.restauth.listener.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.http.Answer;
import dev.restauth.http.Fields;
import dev.restauth.http.IncomingRequest;
import dev.restauth.http.Problem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A connection with many requests. The server answers some of them in one turn, and then serves the
 * event loop's other connections.
 */
class Http2TurnsTest {
  private static final int REQUESTS = 100;
  private static final int ANSWER_BYTES = 60_000;
  private static final int LARGEST_WINDOW = Integer.MAX_VALUE;
  private static final int INITIAL_WINDOW_SIZE = 4;

  /**
   * The maximum number of bytes that two turns may write: one turn while the event loop reads the
   * requests, and one after that.
   */
  private static final int TWO_TURNS = 2 * (128 * 1024 + ANSWER_BYTES);

  private final Host host = new Host();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private int answered;

  /** Answers each request immediately. */
  private final class Host implements Http2Host {
    @Override
    public InetSocketAddress peer() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    }

    @Override
    public boolean isSecure() {
      return false;
    }

    @Override
    public void answer(IncomingRequest request, Consumer<Optional<Answer>> then) {
      answered++;
      then.accept(Optional.of(Answer.document("text/plain", new byte[ANSWER_BYTES])));
    }

    @Override
    public Answer refusal(Problem problem, Fields request) {
      throw new AssertionError(problem);
    }

    @Override
    public String date() {
      return "Thu, 01 Jan 1970 00:00:00 GMT";
    }

    @Override
    public void note(Load load) {}

    @Override
    public void hold(int bytes) {}

    @Override
    public boolean isTooMuchHeld() {
      return false;
    }

    @Override
    public boolean hasUnread() {
      return false;
    }

    @Override
    public long pendingBytes() {
      return 0;
    }

    @Override
    public void endOutput() {}

    @Override
    public void failed(Throwable cause) {
      throw new AssertionError(cause);
    }
  }

  private static byte[] requests() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(Frames.PREFACE.getBytes(StandardCharsets.US_ASCII));
    byte[] settings = new byte[6];
    settings[1] = INITIAL_WINDOW_SIZE;
    System.arraycopy(Frames.numbers(LARGEST_WINDOW), 0, settings, 2, 4);
    bytes.writeBytes(Frames.frame(Frames.SETTINGS, 0, 0, settings));
    bytes.writeBytes(
        Frames.frame(Frames.WINDOW_UPDATE, 0, 0, Frames.numbers(LARGEST_WINDOW - 65_535)));
    for (int i = 0; i < REQUESTS; i++) {
      bytes.writeBytes(Frames.head(2 * i + 1, Frames.END_STREAM, "GET", "/openapi.json"));
    }
    return bytes.toByteArray();
  }

  private int written() {
    int bytes = 0;
    for (ByteBuf each = channel.readOutbound(); each != null; each = channel.readOutbound()) {
      bytes += each.readableBytes();
      each.release();
    }
    return bytes;
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void manyLargeAnswersOfOneConnectionAreWrittenInTurns() {
    channel.freezeTime();
    Http2Limits limits =
        new Http2Limits(
            REQUESTS, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1));
    var _ = new Http2Connection(channel.pipeline(), host, limits, System::nanoTime);
    channel.writeInbound(Unpooled.wrappedBuffer(requests()));

    int total = written();
    assertThat(answered).isPositive();
    int turns = 1;
    while (answered < REQUESTS) {
      assertThat(total).isLessThanOrEqualTo(turns * TWO_TURNS);
      int before = answered;
      channel.runPendingTasks();
      assertThat(answered).as("before other connections had their turn").isEqualTo(before);
      channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
      channel.runPendingTasks();
      assertThat(answered).isGreaterThan(before);
      total += written();
      turns++;
    }
    assertThat(turns).isGreaterThan(REQUESTS * ANSWER_BYTES / TWO_TURNS);
    assertThat(total).isGreaterThan(REQUESTS * ANSWER_BYTES);
  }
}

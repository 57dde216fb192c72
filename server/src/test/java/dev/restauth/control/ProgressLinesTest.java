package dev.restauth.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProgressLinesTest {
  private static final long TENTH = 100_000_000;

  @TempDir private Path folder;
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - TENTH);
  private final AtomicBoolean stopping = new AtomicBoolean();
  private SocketChannel here;
  private SocketChannel there;
  private ProgressLines progress;

  @BeforeEach
  void connect() throws IOException {
    var address = UnixDomainSocketAddress.of(folder.resolve("s"));
    try (var listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listening.bind(address);
      there = SocketChannel.open(address);
      here = listening.accept();
    }
    progress = new ProgressLines(new Lines(here), stopping::get, nanos::get);
  }

  @AfterEach
  void close() throws IOException {
    here.close();
    there.close();
  }

  @Test
  void sendsTheFirstTheLastAndTenASecond() throws IOException {
    progress.advanced("copying", 0, 9);
    progress.advanced("copying", 1, 9);
    nanos.addAndGet(TENTH - 1);
    progress.advanced("copying", 2, 9);
    nanos.addAndGet(1);
    progress.advanced("copying", 3, 9);
    progress.advanced("copying", 4, 9);
    nanos.addAndGet(TENTH);
    progress.advanced("copying", 5, 9);
    progress.advanced("copying", 6, 9);
    progress.advanced("copying", 7, 9);
    progress.end();
    assertThat(sent()).containsExactly("copying 0", "copying 3", "copying 5", "copying 7");
  }

  @Test
  void aNewStepIsSentAtOnce() throws IOException {
    progress.advanced("copying", 9, 9);
    progress.advanced("checking", 0, 2);
    progress.advanced("checking", 1, 2);
    progress.advanced("copying", 0, 9);
    progress.end();
    assertThat(sent()).containsExactly("copying 9", "checking 0", "copying 0");
  }

  @Test
  void theLastIsNotSentTwiceAndNothingComesAfterTheEnd() throws IOException {
    progress.advanced("copying", 1, 1);
    progress.end();
    assertThatThrownBy(() -> progress.advanced("copying", 2, 1))
        .isInstanceOf(Abandoned.class)
        .hasMessage("the command is over");
    assertThat(sent()).containsExactly("copying 1");
  }

  @Test
  void aServerThatIsStoppingStopsTheWork() throws IOException {
    progress.advanced("copying", 1, 1);
    stopping.set(true);
    assertThatThrownBy(() -> progress.advanced("copying", 2, 1))
        .isInstanceOf(Abandoned.class)
        .hasMessage("the server is stopping");
  }

  @Test
  void aClientThatIsGoneStopsTheWork() throws IOException {
    there.close();
    assertThatThrownBy(() -> progress.advanced("copying", 1, 1))
        .isInstanceOf(Abandoned.class)
        .hasMessage("whoever asked for it went away");
  }

  private List<String> sent() throws IOException {
    here.close();
    Lines lines = new Lines(there);
    List<String> sent = new ArrayList<>();
    Optional<byte[]> line = lines.read(Wire.ANSWER_BYTES);
    while (line.isPresent()) {
      if (Wire.answer(line.get()) instanceof Wire.Advanced(String step, long done, var _)) {
        sent.add(step + " " + done);
      }
      line = lines.read(Wire.ANSWER_BYTES);
    }
    return sent;
  }
}

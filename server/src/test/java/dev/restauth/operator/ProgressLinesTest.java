package dev.restauth.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.http.ClientGoneException;
import dev.restauth.http.Streamed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {
  private static final long TENTH = 100_000_000;

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - TENTH);
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final AtomicBoolean gone = new AtomicBoolean();
  private final List<String> sent = new ArrayList<>();
  private final ProgressLines progress = new ProgressLines(new Client(), nanos::get);

  /** A client that reads everything immediately. */
  private final class Client implements Streamed.Reader {
    @Override
    public void write(byte[] bytes) {
      if (gone.get()) {
        throw new ClientGoneException("gone");
      }
      if (OperatorProtocol.answer(bytes)
          instanceof OperatorProtocol.Advanced(String step, long done, var _)) {
        sent.add(step + " " + done);
      }
    }

    @Override
    public boolean isStopping() {
      return stopping.get();
    }
  }

  @Test
  void sendsTheFirstTheLastAndTenASecond() {
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
    assertThat(sent).containsExactly("copying 0", "copying 3", "copying 5", "copying 7");
  }

  @Test
  void aNewStepIsSentImmediately() {
    progress.advanced("copying", 9, 9);
    progress.advanced("checking", 0, 2);
    progress.advanced("checking", 1, 2);
    progress.advanced("copying", 0, 9);
    progress.end();
    assertThat(sent).containsExactly("copying 9", "checking 0", "copying 0");
  }

  @Test
  void theLastIsNotSentTwiceAndNothingComesAfterTheEnd() {
    progress.advanced("copying", 1, 1);
    progress.end();
    assertThatThrownBy(() -> progress.advanced("copying", 2, 1))
        .isInstanceOf(Abandoned.class)
        .hasMessage("the command is over");
    assertThat(sent).containsExactly("copying 1");
  }

  @Test
  void aServerThatIsStoppingStopsTheWork() {
    progress.advanced("copying", 1, 1);
    stopping.set(true);
    assertThatThrownBy(() -> progress.advanced("copying", 2, 1))
        .isInstanceOf(Abandoned.class)
        .hasMessage("the server is stopping");
  }

  @Test
  void aDisconnectedClientStopsTheWork() {
    gone.set(true);
    assertThatThrownBy(() -> progress.advanced("copying", 1, 1))
        .isInstanceOf(Abandoned.class)
        .hasMessage("the client of the command is gone");
  }
}

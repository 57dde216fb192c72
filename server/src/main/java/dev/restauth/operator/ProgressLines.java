package dev.restauth.operator;

import dev.restauth.http.ClientGoneException;
import dev.restauth.http.Streamed;
import dev.restauth.job.Progress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Sends progress reports to the client: the first and the last report, each new step, and other
 * reports about ten times a second. While the operation runs, never waits for a client that does
 * not read. Thread-safe.
 */
final class ProgressLines implements Progress {
  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Streamed.Reader reader;
  private final LongSupplier nanoTime;
  private Optional<OperatorProtocol.Advanced> sent = Optional.empty();
  private Optional<OperatorProtocol.Advanced> held = Optional.empty();
  private long sentAt;
  private boolean ended;

  /** Creates the lines for a client. {@code nanoTime} is a clock like {@link System#nanoTime}. */
  ProgressLines(Streamed.Reader reader, LongSupplier nanoTime) {
    this.reader = reader;
    this.nanoTime = nanoTime;
  }

  @Override
  public synchronized void advanced(String step, long done, long total) {
    if (ended || reader.isStopping()) {
      throw new Abandoned(ended ? "the command is over" : "the server is stopping");
    }
    OperatorProtocol.Advanced advanced = new OperatorProtocol.Advanced(step, done, total);
    long now = nanoTime.getAsLong();
    held = Optional.of(advanced);
    if (sent.filter(last -> last.step().equals(step)).isPresent()
        && now - sentAt < INTERVAL_NANOS) {
      return;
    }
    try {
      if (reader.offer(OperatorProtocol.line(advanced))) {
        sent = held;
        held = Optional.empty();
        sentAt = now;
      }
    } catch (ClientGoneException e) {
      throw new Abandoned("the client of the command is gone");
    }
  }

  /**
   * Sends the last report if it was not sent yet, and waits for the client. Later reports throw an
   * exception.
   */
  synchronized void end() {
    ended = true;
    if (held.isPresent()) {
      reader.write(OperatorProtocol.line(held.get()));
      held = Optional.empty();
    }
  }
}

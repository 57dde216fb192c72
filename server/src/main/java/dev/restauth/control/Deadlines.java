package dev.restauth.control;

import java.io.IOException;
import java.nio.channels.Channel;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Closes connections that take too long, which ends whoever reads or writes there. Thread-safe. */
final class Deadlines implements AutoCloseable {
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1,
          Thread.ofPlatform().daemon().name("control-deadlines").factory(),
          new ThreadPoolExecutor.DiscardPolicy());

  Deadlines() {
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Ends the deadline when it was met. */
  interface Deadline extends AutoCloseable {
    @Override
    void close();
  }

  /** Closes the connection after this long, unless the deadline is closed before. */
  Deadline closing(Channel channel, Duration after) {
    Future<?> closing = timer.schedule(() -> close(channel), after.toNanos(), TimeUnit.NANOSECONDS);
    return () -> closing.cancel(false);
  }

  /** Closes it; there is nobody to tell of a failure. */
  static void close(Channel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // It is of no use any more either way.
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}

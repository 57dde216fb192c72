package dev.restauth.listener;

import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/** Helidon's connection, run so that whatever happens in it can find its guard. */
record ScopedConnection(
    ServerConnection connection, ConnectionContext context, GuardedConnection guard)
    implements ServerConnection, InterruptableTask<Void> {

  @Override
  public void handle(Limit limit) throws InterruptedException {
    guard.run(
        context,
        () -> {
          connection.handle(limit);
          return null;
        });
  }

  @Override
  @Deprecated
  @SuppressWarnings({"removal", "deprecation"})
  public void handle(Semaphore requestSemaphore) throws InterruptedException {
    guard.run(
        context,
        () -> {
          connection.handle(requestSemaphore);
          return null;
        });
  }

  @Override
  public Duration idleTime() {
    return connection.idleTime();
  }

  @Override
  public void close(boolean interrupt) {
    connection.close(interrupt);
  }

  @Override
  public boolean canInterrupt() {
    return connection instanceof InterruptableTask<?> task && task.canInterrupt();
  }
}

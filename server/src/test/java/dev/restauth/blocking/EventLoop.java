package dev.restauth.blocking;

import dev.restauth.http.Answer;
import dev.restauth.http.Dispatcher;
import dev.restauth.http.IncomingRequest;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** A thread that must never block, like a listener's event loop. */
final class EventLoop implements AutoCloseable {
  private static final class Loop extends Thread implements NonBlocking {
    Loop(Runnable work) {
      super(work, "event-loop");
    }
  }

  private final ExecutorService loop = Executors.newSingleThreadExecutor(Loop::new);

  /** Returns the answer, or empty if the attempt was aborted because it would have blocked. */
  Optional<Answer> attempt(Dispatcher dispatcher, IncomingRequest request) {
    return run(() -> dispatcher.answer(request));
  }

  /** Returns the result of the work, or empty if it was aborted because it would have blocked. */
  <T> Optional<T> run(Supplier<T> work) {
    Future<T> result = loop.submit(work::get);
    try {
      return Optional.of(result.get());
    } catch (ExecutionException e) {
      if (e.getCause() == WouldBlock.INSTANCE) {
        return Optional.empty();
      }
      throw new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    loop.shutdown();
  }
}

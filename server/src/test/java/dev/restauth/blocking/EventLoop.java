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

/** One thread that must never wait, as a listener has it. */
final class EventLoop implements AutoCloseable {
  private static final class Loop extends Thread implements NonBlocking {
    Loop(Runnable work) {
      super(work, "event-loop");
    }
  }

  private final ExecutorService loop = Executors.newSingleThreadExecutor(Loop::new);

  /** The answer; empty where the attempt was broken off, since it would have waited. */
  Optional<Answer> attempt(Dispatcher dispatcher, IncomingRequest request) {
    return run(() -> dispatcher.answer(request));
  }

  /** What the work returns; empty where it was broken off. */
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

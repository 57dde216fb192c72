package dev.restauth.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** What a start has opened so far. Closed in reverse order, also where the start does not succeed. */
public final class Closeables implements AutoCloseable {
  private final Deque<Runnable> closings = new ArrayDeque<>();

  /** Has {@code close} called with it at the end. */
  public <T> T add(T opened, Consumer<T> close) {
    closings.push(() -> close.accept(opened));
    return opened;
  }

  /** Hands everything over, so that closing this one closes nothing. */
  public Closeables keep() {
    Closeables kept = new Closeables();
    kept.closings.addAll(closings);
    closings.clear();
    return kept;
  }

  @Override
  public void close() {
    while (!closings.isEmpty()) {
      closings.pop().run();
    }
  }
}

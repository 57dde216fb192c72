package dev.restauth.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * The resources that a start has opened. They are closed in reverse order, even if the start fails.
 */
public final class Closeables implements AutoCloseable {
  private final Deque<Runnable> closings = new ArrayDeque<>();

  /** Adds a resource. {@code close} closes it. */
  public <T> T add(T opened, Consumer<T> close) {
    closings.push(() -> close.accept(opened));
    return opened;
  }

  /** Moves all resources to a new object. After that, closing this object closes nothing. */
  public Closeables detach() {
    Closeables detached = new Closeables();
    detached.closings.addAll(closings);
    closings.clear();
    return detached;
  }

  @Override
  public void close() {
    while (!closings.isEmpty()) {
      closings.pop().run();
    }
  }
}

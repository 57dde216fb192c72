package dev.restauth.job;

import dev.restauth.blocking.Blocking;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A value that is computed at the first call of {@link #get} and then cached. A failure is not
 * cached: the next caller tries again. Thread-safe: if several threads need the value at the same
 * time, one thread computes it and the others wait. A thread that must not wait gets only a cached
 * value. If no value is cached, {@link #get} throws {@link dev.restauth.blocking.WouldBlock} on
 * that thread.
 */
public final class Lazy<T> implements Supplier<T> {
  private final Supplier<T> source;
  private volatile Optional<T> cached = Optional.empty();

  /**
   * Creates a lazy value.
   *
   * @param source computes the value; it must not call {@link #get} itself
   */
  public Lazy(Supplier<T> source) {
    this.source = source;
  }

  @Override
  public T get() {
    return cached.orElseGet(this::compute);
  }

  private T compute() {
    Blocking.begin();
    synchronized (this) {
      T value = cached.orElseGet(source);
      cached = Optional.of(value);
      return value;
    }
  }
}

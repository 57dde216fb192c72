package dev.restauth.job;

import dev.restauth.blocking.Blocking;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A value that is computed when it is first needed, and the same from then on. A failure is not
 * remembered: the next caller tries again. Thread-safe; where several need it at once, one computes it
 * and the others wait. A thread that must not wait gets the value once it is known, and is broken off before.
 */
public final class Lazy<T> implements Supplier<T> {
  private final Supplier<T> source;
  private volatile Optional<T> known = Optional.empty();

  /** Computes it by {@code source}, which must not need it itself. */
  public Lazy(Supplier<T> source) {
    this.source = source;
  }

  @Override
  public T get() {
    return known.orElseGet(this::compute);
  }

  private T compute() {
    Blocking.begin();
    synchronized (this) {
      T value = known.orElseGet(source);
      known = Optional.of(value);
      return value;
    }
  }
}

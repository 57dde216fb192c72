package dev.restauth.log;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The id of the request that the current thread is answering. All security events of the request
 * contain this id. The id is determined when it is first needed, so that a request without events
 * has no cost. Thread-safe.
 */
public final class RequestId {
  private static final ScopedValue<RequestId> CURRENT = ScopedValue.newInstance();

  private final boolean shown;
  private final Supplier<String> source;
  private Optional<String> value = Optional.empty();

  /** Creates an id that {@code source} determines. {@code source} is called at most once. */
  public RequestId(Supplier<String> source) {
    this(false, source);
  }

  /**
   * Creates an id that may be visible to clients.
   *
   * @param shown whether answers contain the id
   */
  public RequestId(boolean shown, Supplier<String> source) {
    this.shown = shown;
    this.source = source;
  }

  /** Returns whether this thread is answering a request that already has a {@link RequestId}. */
  public static boolean isBound() {
    return CURRENT.isBound();
  }

  /** Returns the id of the current request, if its answer contains the id. */
  public static Optional<String> shown() {
    return CURRENT.isBound() && CURRENT.get().shown ? current() : Optional.empty();
  }

  /** Returns the id of the current request; empty if this thread is not answering a request. */
  public static Optional<String> current() {
    return CURRENT.isBound() ? Optional.of(CURRENT.get().value()) : Optional.empty();
  }

  /** Runs {@code action}. Its events will contain this id. */
  public <T> T during(Supplier<T> action) {
    return ScopedValue.where(CURRENT, this).call(action::get);
  }

  /** Returns a function that does {@code work} for the current request on another thread. */
  public static <A, T> Function<A, T> carried(Function<A, T> work) {
    if (!CURRENT.isBound()) {
      return work;
    }
    RequestId id = CURRENT.get();
    return argument -> id.during(() -> work.apply(argument));
  }

  private synchronized String value() {
    String known = value.orElseGet(source);
    value = Optional.of(known);
    return known;
  }
}

package dev.restauth.log;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The id of the request that the current thread answers: all its security events have this id. It is determined when it
 * is first needed, so a request without events costs nothing. Thread-safe.
 */
public final class RequestId {
  private static final ScopedValue<RequestId> CURRENT = ScopedValue.newInstance();

  private final boolean shown;
  private final Supplier<String> source;
  private Optional<String> value = Optional.empty();

  /** Creates an id that {@code source} determines; it is called at most once. */
  public RequestId(Supplier<String> source) {
    this(false, source);
  }

  /**
   * Creates an id that clients may see.
   *
   * @param shown whether answers have it
   */
  public RequestId(boolean shown, Supplier<String> source) {
    this.shown = shown;
    this.source = source;
  }

  /** Returns whether this thread answers a request whose id has been determined. */
  public static boolean isBound() {
    return CURRENT.isBound();
  }

  /** The id of the current request, if its answer has it. */
  public static Optional<String> shown() {
    return CURRENT.isBound() && CURRENT.get().shown ? current() : Optional.empty();
  }

  /** The id of the current request; empty if this thread answers none. */
  public static Optional<String> current() {
    return CURRENT.isBound() ? Optional.of(CURRENT.get().value()) : Optional.empty();
  }

  /** Runs {@code action}, whose events have this id. */
  public <T> T during(Supplier<T> action) {
    return ScopedValue.where(CURRENT, this).call(action::get);
  }

  /** Returns a form of {@code work} that another thread can run for the current request. */
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

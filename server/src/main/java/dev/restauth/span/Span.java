package dev.restauth.span;

import java.util.function.Supplier;

/**
 * A piece of work with a beginning and an end, in a trace. Names, keys and texts are constants of the program, templates of
 * routes or words of a fixed set: no name, address, id, path or token. Used by one thread. A span that is never closed is
 * dropped.
 */
public interface Span extends AutoCloseable {
  /** The relation of a span to other programs (OpenTelemetry: SpanKind). */
  enum Kind {
    /** Work inside of this program. */
    INTERNAL,
    /** The answer to a request of another program. */
    SERVER,
    /** A request to another program. */
    CLIENT
  }

  /** Returns a span that records nothing. */
  static Span none() {
    return UnrecordedSpan.ONLY;
  }

  /** Begins a span below that of the current thread; {@link #none}, without any allocation, if the thread records none. */
  static Span begin(Kind kind, String name) {
    return CurrentSpan.VALUE.isBound() ? CurrentSpan.VALUE.get().child(kind, name) : none();
  }

  /** Runs {@code work} on this thread. Spans that it begins are below this one. */
  default <T> T during(Supplier<T> work) {
    return ScopedValue.where(CurrentSpan.VALUE, this).call(work::get);
  }

  /** Begins a span below this one. */
  Span child(Kind kind, String name);

  /** Adds an attribute. */
  void set(String key, String value);

  /** Adds an attribute. */
  void set(String key, long value);

  /**
   * Marks the work as failed.
   *
   * @param reason a word of a fixed set
   */
  void fail(String reason);

  /** Ends the span now. */
  @Override
  void close();
}

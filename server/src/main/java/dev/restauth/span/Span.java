package dev.restauth.span;

import java.util.function.Supplier;

/**
 * A piece of work in a trace, with a beginning and an end. Names and attributes are constants of
 * the program, route templates or words from a fixed set. They contain no user name, address, id,
 * path or token. Only one thread uses a span. A span that is never closed is dropped.
 */
public interface Span extends AutoCloseable {
  /** The relation of a span to other programs (OpenTelemetry: SpanKind). */
  enum Kind {
    /** Work inside this program. */
    INTERNAL,
    /** The answer to another program's request. */
    SERVER,
    /** A request to another program. */
    CLIENT
  }

  /** Returns a span that records nothing. */
  static Span none() {
    return UnrecordedSpan.ONLY;
  }

  /**
   * Begins a child of the current thread's span. If the thread records no span, returns {@link
   * #none} without allocating memory.
   */
  static Span begin(Kind kind, String name) {
    return CurrentSpan.VALUE.isBound() ? CurrentSpan.VALUE.get().child(kind, name) : none();
  }

  /** Runs {@code work} on this thread. Spans that the work begins are children of this span. */
  default <T> T during(Supplier<T> work) {
    return ScopedValue.where(CurrentSpan.VALUE, this).call(work::get);
  }

  /** Begins a child of this span. */
  Span child(Kind kind, String name);

  /** Adds an attribute. */
  void set(String key, String value);

  /** Adds an attribute. */
  void set(String key, long value);

  /**
   * Marks the work as failed.
   *
   * @param reason a word from a fixed set
   */
  void fail(String reason);

  /** Ends the span. */
  @Override
  void close();
}

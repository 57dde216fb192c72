package dev.restauth.span;

import java.util.Optional;

/** Begins traces: decides which work is recorded, and records it. Thread-safe; never waits. */
public interface Spans {
  /** Records nothing. */
  Spans NONE = new NoSpans();

  /** Returns whether anything is ever recorded. If not, callers need not look for a {@link TraceParent}. */
  boolean isOn();

  /**
   * Decides whether a request is recorded.
   *
   * @param parent the span of a trusted proxy, which decides; if empty, chance does
   */
  boolean samples(Optional<TraceParent> parent);

  /**
   * Begins the span of a request that is recorded.
   *
   * @param name the method and the template of the route
   * @param begunAt when the work began, by {@link System#nanoTime}
   * @param parent the span of a trusted proxy
   * @param id the id of the request, which becomes that of the trace if it has the form of one
   */
  Span request(String name, long begunAt, Optional<TraceParent> parent, String id);

  /** Begins the first span of a new trace, or returns {@link Span#none} if chance decides so. */
  Span task(Span.Kind kind, String name);
}

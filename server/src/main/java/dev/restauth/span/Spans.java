package dev.restauth.span;

import java.util.Optional;

/** Decides which work to trace, and records this work. Thread-safe; never waits. */
public interface Spans {
  /** A recorder that records nothing. */
  Spans NONE = new NoSpans();

  /**
   * Returns whether this object ever records spans. If not, callers do not have to parse a {@link
   * TraceParent}.
   */
  boolean isOn();

  /**
   * Decides whether to record a request.
   *
   * @param parent the span of a trusted proxy, which has already decided; if empty, the decision is
   *     random
   */
  boolean samples(Optional<TraceParent> parent);

  /**
   * Begins the span of a recorded request.
   *
   * @param name the method and the route template
   * @param begunAt the time at which the work began, by {@link System#nanoTime}
   * @param parent the span of a trusted proxy
   * @param id the id of the request; if the request id has the form of a trace id, the trace gets
   *     this id
   */
  Span request(String name, long begunAt, Optional<TraceParent> parent, String id);

  /**
   * Begins the first span of a new trace. If the random decision is not to record the trace,
   * returns {@link Span#none}.
   */
  Span task(Span.Kind kind, String name);
}

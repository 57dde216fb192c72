package dev.restauth.span;

import java.util.Optional;

/** Begins traces: decides which work to record, and records this work. Thread-safe; never waits. */
public interface Spans {
  /** Records nothing. */
  Spans NONE = new NoSpans();

  /**
   * Returns whether this object ever records spans. If it does not, callers do not have to look for a {@link TraceParent}.
   */
  boolean isOn();

  /**
   * Decides whether to record a request.
   *
   * @param parent the span of a trusted proxy, which decides; if this is empty, the decision is random
   */
  boolean samples(Optional<TraceParent> parent);

  /**
   * Begins the span of a recorded request.
   *
   * @param name the method and the template of the route
   * @param begunAt when the work began, by {@link System#nanoTime}
   * @param parent the span of a trusted proxy
   * @param id the id of the request, which becomes the id of the trace if it has the form of a trace id
   */
  Span request(String name, long begunAt, Optional<TraceParent> parent, String id);

  /**
   * Begins the first span of a new trace. If the random decision is not to record the trace, returns {@link Span#none}.
   */
  Span task(Span.Kind kind, String name);
}

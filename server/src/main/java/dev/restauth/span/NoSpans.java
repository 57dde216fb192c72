package dev.restauth.span;

import java.util.Optional;

/** A recorder that records no spans. */
final class NoSpans implements Spans {
  @Override
  public boolean isOn() {
    return false;
  }

  @Override
  public boolean samples(Optional<TraceParent> parent) {
    return false;
  }

  @Override
  public Span request(String name, long begunAt, Optional<TraceParent> parent, String id) {
    return Span.none();
  }

  @Override
  public Span task(Span.Kind kind, String name) {
    return Span.none();
  }
}

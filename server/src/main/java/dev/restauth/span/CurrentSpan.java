package dev.restauth.span;

/** The span of the current thread. */
final class CurrentSpan {
  static final ScopedValue<Span> VALUE = ScopedValue.newInstance();

  private CurrentSpan() {}
}

package dev.restauth.trace;

import dev.restauth.span.Span;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A recorded span. Immutable after it is closed. */
final class RecordedSpan implements Span {
  private static final String ERROR = "error.type";

  private final Recording trace;
  private final byte[] id;
  private final Optional<byte[]> parent;
  private final boolean root;
  private final Kind kind;
  private final String name;
  private final long begunAt;
  private final Map<String, Object> attributes = new LinkedHashMap<>();
  private long endedAt;

  /**
   * Begins a span.
   *
   * @param parent the id of the parent span, which may belong to another program
   * @param root whether this is the program's first span in the trace
   * @param begunAt the time at which the work began, by {@link System#nanoTime}
   */
  RecordedSpan(
      Recording trace,
      Optional<byte[]> parent,
      boolean root,
      Kind kind,
      String name,
      long begunAt) {
    this.trace = trace;
    this.id = SpanIds.span();
    this.parent = parent;
    this.root = root;
    this.kind = kind;
    this.name = name;
    this.begunAt = begunAt;
  }

  byte[] id() {
    return id;
  }

  Optional<byte[]> parent() {
    return parent;
  }

  boolean isRoot() {
    return root;
  }

  Kind kind() {
    return kind;
  }

  String name() {
    return name;
  }

  long begunAt() {
    return begunAt;
  }

  long endedAt() {
    return endedAt;
  }

  /** The attributes: texts and whole numbers. */
  Map<String, Object> attributes() {
    return attributes;
  }

  boolean failed() {
    return attributes.containsKey(ERROR);
  }

  @Override
  public Span child(Kind ofChild, String itsName) {
    return new RecordedSpan(trace, Optional.of(id), false, ofChild, itsName, System.nanoTime());
  }

  @Override
  public void set(String key, String value) {
    attributes.put(key, value);
  }

  @Override
  public void set(String key, long value) {
    attributes.put(key, value);
  }

  @Override
  public void fail(String reason) {
    set(ERROR, reason);
  }

  @Override
  public void close() {
    endedAt = System.nanoTime();
    trace.add(this);
  }
}

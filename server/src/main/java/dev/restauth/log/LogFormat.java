package dev.restauth.log;

/** How an event is written; always on one line. */
public enum LogFormat {
  /** For people: {@code 2026-11-25T01:02:03.456Z INFO  http.Server message}. */
  TEXT,
  /** For programs: one JSON object a line (RFC 8259), ASCII only. */
  JSON
}

package dev.restauth.log;

/** Formats of log events. Each event is one line. */
public enum LogFormat {
  /** Lines for people: {@code 2026-11-25T01:02:03.456Z INFO  http.Server message}. */
  TEXT,
  /** Lines for programs: one JSON object per line (RFC 8259), ASCII only. */
  JSON
}

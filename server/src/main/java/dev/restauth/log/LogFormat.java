package dev.restauth.log;

/** Formats of log events; each event is one line. */
public enum LogFormat {
  /** For people: {@code 2026-11-25T01:02:03.456Z INFO  http.Server message}. */
  TEXT,
  /** For programs: one JSON object per line (RFC 8259), ASCII only. */
  JSON
}

package dev.restauth.event;

/** Where features write what has happened. Thread-safe. */
@FunctionalInterface
public interface SecurityEvents {
  /** Writes an event, which is committed if it is a change. Neither waits for others nor throws. */
  void write(SecurityEvent event);
}

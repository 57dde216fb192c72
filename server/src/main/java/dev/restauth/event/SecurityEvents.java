package dev.restauth.event;

/** The log to which features write security events. Thread-safe. */
@FunctionalInterface
public interface SecurityEvents {
  /**
   * Writes an event; if it is a change, the change must be committed. Does not wait for other
   * threads and does not throw.
   */
  void write(SecurityEvent event);
}

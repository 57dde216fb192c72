package dev.restauth.log;

import java.util.logging.LogManager;

/**
 * The JDK's log manager without two of its features: it does not read logging.properties at the start, and it does not
 * close the handlers as soon as the process begins to shut down. Closed handlers would lose the events of the shutdown.
 * It is public, with a public constructor, only because the JDK creates it by name.
 */
public final class ShutdownLogManager extends LogManager {
  /** Called by the JDK. */
  public ShutdownLogManager() {}

  @Override
  public void readConfiguration() {
    // Nothing to read: Logging.configure is the configuration.
  }

  @Override
  public void reset() {
    Logging.flush(); // writes earlier events; the handler stays open
  }
}

package dev.restauth.log;

import java.util.logging.LogManager;

/**
 * The JDK's registry of loggers without two of its habits: reading logging.properties at the start,
 * and closing every handler as soon as the process begins to shut down, which would swallow what
 * the shutdown has to say. Public, with a public constructor, only because the JDK makes it by
 * name.
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
    Logging.flush(); // what was logged before comes out; the handler goes on
  }
}

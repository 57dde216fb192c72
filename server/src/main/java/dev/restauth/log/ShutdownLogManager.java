package dev.restauth.log;

import java.util.logging.LogManager;

/**
 * The JDK's log manager, with two differences. It does not read logging.properties at the start. It
 * also does not close the handlers as soon as the process begins to shut down, because that would
 * lose the events of the shutdown. The class and its constructor are public only because the JDK
 * creates it by name.
 */
public final class ShutdownLogManager extends LogManager {
  /** Creates the log manager. Called by the JDK. */
  public ShutdownLogManager() {}

  @Override
  public void readConfiguration() {
    // There is nothing to read, because Logging.configure is the configuration.
  }

  @Override
  public void reset() {
    Logging.flush(); // writes earlier events, but keeps the handler open
  }
}

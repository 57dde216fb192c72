package dev.restauth.listener;

import io.helidon.logging.common.spi.LoggingProvider;

/**
 * Tells Helidon that logging is taken care of. Without one it says on standard error, past every log
 * format, that there is none. Public only because it is loaded as a service.
 */
public final class SilentLoggingProvider implements LoggingProvider {
  /** Called by the JDK's service loader. */
  public SilentLoggingProvider() {}

  @Override
  public void initialization() {
    // Main configures logging from the settings.
  }

  @Override
  public void runTime() {
    // The same.
  }
}

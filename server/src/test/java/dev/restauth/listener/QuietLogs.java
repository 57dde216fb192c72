package dev.restauth.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LogCatcher;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test during which the program or a library has logged a warning or an error. Warnings
 * about the clock do not count, because tests move the clock on purpose, and PostgreSQL has its own
 * clock.
 */
public final class QuietLogs implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  private Optional<LogCatcher> warnings = Optional.empty();

  @Override
  public void beforeAll(ExtensionContext context) {
    warnings = Optional.of(LogCatcher.ofWarnings());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    requireNone();
  }

  private void requireNone() {
    assertThat(warnings.orElseThrow().takeAll())
        .filteredOn(line -> !line.startsWith("dev.restauth.cluster.ClockDrift: "))
        .isEmpty();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    warnings.orElseThrow().close();
    requireNone();
  }
}

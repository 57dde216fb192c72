package dev.restauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test in which anything of this program or of a library found reason to warn. */
final class QuietLogs extends Handler
    implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  private final Queue<String> trouble = new ConcurrentLinkedQueue<>();

  @Override
  public void beforeAll(ExtensionContext context) {
    Logger.getLogger("").addHandler(this);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    List<String> seen = List.copyOf(trouble);
    trouble.clear();
    assertThat(seen).isEmpty();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Logger.getLogger("").removeHandler(this);
    assertThat(trouble).isEmpty();
  }

  @Override
  public void publish(LogRecord event) {
    if (event.getLevel().intValue() >= Level.WARNING.intValue()) {
      trouble.add(event.getLoggerName() + ": " + event.getMessage() + " " + event.getThrown());
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}

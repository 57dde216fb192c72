package dev.restauth.control;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Everything that this package logs, whatever its level, with all that is known of what was thrown. */
final class LoggedEvents extends Handler implements AutoCloseable {
  private final Logger logger = Logger.getLogger("dev.restauth.control");
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  LoggedEvents() {
    logger.setLevel(Level.ALL);
    logger.setUseParentHandlers(false);
    logger.addHandler(this);
  }

  @Override
  public void publish(LogRecord event) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    out.print(event.getLevel() + " " + event.getMessage());
    out.print(List.of(event.getParameters() == null ? new Object[0] : event.getParameters()));
    if (event.getThrown() != null) {
      event.getThrown().printStackTrace(out);
    }
    events.add(text.toString());
  }

  /** Waits for the next one. */
  String next() throws InterruptedException {
    return events.take();
  }

  List<String> all() {
    return List.copyOf(events);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
    logger.setLevel(null);
  }
}

package dev.restauth.client;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Records all log lines of verifiers, at every level, with their exceptions, until it is closed.
 */
final class LogLines extends Handler implements AutoCloseable {
  private final Logger logger = Logger.getLogger("dev.restauth.client");
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();

  LogLines() {
    logger.setLevel(Level.ALL);
    logger.addHandler(this);
  }

  List<String> all() {
    return List.copyOf(lines);
  }

  List<String> warnings() {
    return lines.stream().filter(line -> line.contains(Level.WARNING.getLocalizedName())).toList();
  }

  @Override
  public void publish(LogRecord line) {
    StringWriter text = new StringWriter().append(new SimpleFormatter().format(line));
    if (line.getThrown() != null) {
      line.getThrown().printStackTrace(new PrintWriter(text));
    }
    lines.add(text.toString());
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setLevel(null);
  }
}

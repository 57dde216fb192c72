package dev.restauth.adopt.source;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What is logged about the old application; nothing may be thrown along. */
final class LogLines extends Handler implements AutoCloseable {
  private final Logger logger = Logger.getLogger("dev.restauth.adopt");
  private final List<String> lines = new CopyOnWriteArrayList<>();

  LogLines() {
    logger.setLevel(Level.ALL);
    logger.setUseParentHandlers(false);
    logger.addHandler(this);
  }

  @Override
  public void publish(LogRecord event) {
    lines.add(
        event.getLevel()
            + " "
            + event.getMessage()
            + (event.getThrown() == null ? "" : " with " + event.getThrown()));
  }

  List<String> all() {
    return List.copyOf(lines);
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

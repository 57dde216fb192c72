package dev.restauth.cluster;

import java.text.MessageFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What a class logs meanwhile, each line with its level before it; nowhere else. */
final class LoggedLines extends Handler implements AutoCloseable {
  private final Logger logger;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  LoggedLines(Class<?> of) {
    this(of.getName());
  }

  LoggedLines(String name) {
    logger = Logger.getLogger(name);
    logger.setLevel(Level.ALL);
    logger.setUseParentHandlers(false);
    logger.addHandler(this);
  }

  @Override
  public void publish(LogRecord line) {
    Object[] parameters = line.getParameters();
    lines.add(
        line.getLevel()
            + " "
            + (parameters == null
                ? line.getMessage()
                : MessageFormat.format(line.getMessage(), parameters)));
  }

  List<String> all() {
    return List.copyOf(lines);
  }

  List<String> levels() {
    return lines.stream().map(line -> line.substring(0, line.indexOf(' '))).toList();
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

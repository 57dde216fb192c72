package dev.restauth;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Catches log events from its creation until it is closed. Each event is a text: the level, the
 * message, and the exception with its causes. Several catchers may be open at the same time, even
 * on the same loggers. Each catcher receives all events, and the last one to close restores the
 * loggers' levels.
 */
public final class LogCatcher extends Handler implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  /** Each logger's level before the first catcher lowered it to log everything. */
  private static final Map<Logger, LoweredLevel> TALKATIVE = new HashMap<>();

  private record LoweredLevel(Optional<Level> before, int catchers) {}

  private final Logger logger;
  private final BlockingQueue<LogRecord> caught = new LinkedBlockingQueue<>();
  private final AtomicBoolean ended = new AtomicBoolean();

  /** Catches all log events of a class, at every level. */
  public LogCatcher(Class<?> of) {
    this(of.getName());
  }

  /** Catches all log events of a logger and of its child loggers, at every level. */
  public LogCatcher(String name) {
    this(Logger.getLogger(name), Level.ALL);
    lowerLevel(logger);
  }

  private LogCatcher(Logger logger, Level level) {
    this.logger = logger;
    setLevel(level);
    logger.addHandler(this);
  }

  /** Catches the warnings and errors of the program and of its libraries. */
  public static LogCatcher ofWarnings() {
    return new LogCatcher(Logger.getLogger(""), Level.WARNING);
  }

  private static void lowerLevel(Logger logger) {
    synchronized (TALKATIVE) {
      Optional<Level> before = Optional.ofNullable(logger.getLevel());
      TALKATIVE.merge(
          logger,
          new LoweredLevel(before, 1),
          (known, _) -> new LoweredLevel(known.before, known.catchers + 1));
      logger.setLevel(Level.ALL);
    }
  }

  private static void leave(Logger logger) {
    synchronized (TALKATIVE) {
      TALKATIVE.computeIfPresent(
          logger,
          (_, known) -> {
            if (known.catchers > 1) {
              return new LoweredLevel(known.before, known.catchers - 1);
            }
            logger.setLevel(known.before.orElse(null));
            return null;
          });
    }
  }

  @Override
  public void publish(LogRecord event) {
    if (isLoggable(event)) {
      caught.add(event);
    }
  }

  /** Waits for the next event, removes it from the catcher and returns it. */
  public String next() throws InterruptedException {
    return Optional.ofNullable(caught.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .map(LogCatcher::text)
        .orElseThrow(() -> new AssertionError(logger.getName() + " logs nothing more"));
  }

  /** Returns the events that no call has removed yet. */
  public List<String> all() {
    return caught.stream().map(LogCatcher::text).toList();
  }

  /** Removes and returns all events so far. */
  public List<String> takeAll() {
    List<LogRecord> taken = new ArrayList<>();
    caught.drainTo(taken);
    return taken.stream().map(event -> event.getLoggerName() + ": " + text(event)).toList();
  }

  public List<String> levels() {
    return caught.stream().map(event -> event.getLevel().getName()).toList();
  }

  private static String text(LogRecord event) {
    String message = event.getMessage();
    Object[] parameters = Optional.ofNullable(event.getParameters()).orElse(new Object[0]);
    for (int i = 0; i < parameters.length; i++) {
      message = message.replace("{" + i + "}", String.valueOf(parameters[i]));
    }
    StringWriter text = new StringWriter();
    text.append(event.getLevel().getName()).append(' ').append(message);
    if (event.getThrown() != null) {
      event.getThrown().printStackTrace(new PrintWriter(text.append('\n')));
    }
    return text.toString();
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    if (!ended.getAndSet(true)) {
      logger.removeHandler(this);
      if (getLevel().equals(Level.ALL)) {
        leave(logger);
      }
    }
  }
}

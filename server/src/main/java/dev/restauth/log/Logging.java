package dev.restauth.log;

import java.io.PrintStream;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** Sets up logging for the whole process. */
public final class Logging {
  /** Libraries whose INFO lines are useless to an operator, for example about the duration of their start. */
  private static final List<String> NOISY = List.of("org.flywaydb");

  /**
   * The connection pool. It warns of each broken connection with a stack trace; the store logs that once.
   */
  private static final String POOL = "com.zaxxer.hikari";

  /**
   * Libraries that at level DEBUG or INFO quote data sent by a client, which may be a token. The database driver quotes
   * the URL of its database, which may contain a password. The mail library quotes mails, including their codes.
   */
  private static final List<String> QUOTING =
      List.of("io.netty", "org.postgresql", "org.eclipse.angus.mail", "jakarta.mail");

  /** The name of the logger of the access log, which is written at every level. */
  public static final String ACCESS = "dev.restauth.access";

  /** The name of the logger of security events. */
  public static final String SECURITY_EVENTS = "dev.restauth.event";

  private Logging() {}

  /**
   * Sends every event of this process, from {@link System.Logger} and from java.util.logging alike, to one stream. It
   * replaces any earlier configuration, so it may be called again. Call it before the first logger is created: then the
   * JDK's logging.properties is never read, and events are still written while the process shuts down. Uncaught
   * exceptions of threads are logged too.
   *
   * @param format the format of an event
   * @param level the least severe level that is written. Noisy libraries stay at WARNING unless it is
   *     DEBUG; libraries that quote requests stay there even then
   * @param err the destination. Lines are UTF-8 bytes, even if the stream has another encoding; each line is one write
   *     and one flush
   */
  public static void configure(LogFormat format, LogLevel level, PrintStream err) {
    configure(format, level, level, err);
  }

  /**
   * Configures logging with a separate level for security events.
   *
   * @param events the least severe level of security events that is written
   */
  public static void configure(LogFormat format, LogLevel level, LogLevel events, PrintStream err) {
    configure(LineFormat.of(format, level), level, events, new DirectLines(err));
  }

  /**
   * Configures logging for a server process: a separate thread writes, so that no thread that logs waits for the
   * stream. While the stream blocks, up to 1 MB of lines (or 1/128 of the heap if that is less) are queued. Further
   * lines are dropped; another line, in the same place, says how many. Call {@link #flush} before the process ends.
   */
  public static void configureQueued(LogFormat format, LogLevel level, PrintStream err) {
    LineFormat lines = LineFormat.of(format, level);
    configure(lines, level, level, LineQueue.to(err, count -> gap(lines, count)));
  }

  private static String gap(LineFormat format, long count) {
    LogRecord event =
        new LogRecord(
            Level.WARNING,
            count
                + (count == 1 ? " line was" : " lines were")
                + " dropped, because standard error was blocked");
    event.setLoggerName(Logging.class.getName());
    return format.line(event, event.getLevel());
  }

  /** Waits until all earlier events are written, at most two seconds if the stream blocks. */
  public static void flush() {
    for (Handler each : Logger.getLogger("").getHandlers()) {
      each.flush();
    }
  }

  private static void configure(LineFormat format, LogLevel level, LogLevel events, Lines lines) {
    if (System.getProperty("java.util.logging.manager") == null) {
      System.setProperty("java.util.logging.manager", ShutdownLogManager.class.getName());
    }
    Logger root = Logger.getLogger("");
    for (Handler old : root.getHandlers()) {
      root.removeHandler(old);
      if (old instanceof LineHandler ours) {
        ours.close();
      }
    }
    root.setLevel(level.threshold());
    List<Logger> noisy = NOISY.stream().map(Logger::getLogger).toList();
    for (Logger library : noisy) {
      library.setLevel(level == LogLevel.DEBUG ? null : atLeastWarning(level.threshold()));
    }
    Logger pool = Logger.getLogger(POOL);
    pool.setLevel(level == LogLevel.DEBUG ? null : Level.SEVERE);
    List<Logger> quoting = QUOTING.stream().map(Logger::getLogger).toList();
    quoting.forEach(library -> library.setLevel(atLeastWarning(level.threshold())));
    Logger security = Logger.getLogger(SECURITY_EVENTS);
    security.setLevel(events == level ? null : events.threshold());
    Logger access = Logger.getLogger(ACCESS);
    access.setLevel(Level.INFO);
    List<Logger> configured =
        Stream.of(noisy, quoting, List.of(pool, security, access)).flatMap(List::stream).toList();
    root.addHandler(new LineHandler(format, level.threshold(), lines, configured));
    Thread.setDefaultUncaughtExceptionHandler(Logging::logUncaught);
  }

  private static void logUncaught(Thread thread, Throwable thrown) {
    System.getLogger(Logging.class.getName())
        .log(System.Logger.Level.ERROR, "thread " + thread.getName() + " ended", thrown);
    flush(); // it may have been the last thread
  }

  private static Level atLeastWarning(Level level) {
    return level.intValue() >= Level.WARNING.intValue() ? level : Level.WARNING;
  }
}

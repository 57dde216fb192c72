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
  /**
   * Libraries whose INFO lines are useless to operators, for example because they report how long
   * the library took to start.
   */
  private static final List<String> NOISY = List.of("org.flywaydb");

  /**
   * The connection pool. It logs each broken connection with a stack trace, but the store already
   * logs the outage once.
   */
  private static final String POOL = "com.zaxxer.hikari";

  /**
   * Libraries that, at level DEBUG or INFO, log data from clients, such as tokens. The database
   * driver logs the URL of its database, which may contain a password. The mail library logs mails,
   * including their codes.
   */
  private static final List<String> QUOTING =
      List.of("io.netty", "org.postgresql", "org.eclipse.angus.mail", "jakarta.mail");

  /** The name of the logger of the access log, which is always written, whatever the level. */
  public static final String ACCESS = "dev.restauth.access";

  /** The name of the logger of security events. */
  public static final String SECURITY_EVENTS = "dev.restauth.event";

  private Logging() {}

  /**
   * Writes all events of this process, both from {@link System.Logger} and from java.util.logging,
   * to one stream. Replaces any earlier configuration. The first call must precede the creation of
   * the first logger. Otherwise the JDK would read logging.properties, and events would be lost
   * while the process shuts down. Uncaught exceptions of threads are also logged.
   *
   * @param format the format of an event
   * @param level the lowest level that is written. Noisy libraries stay at WARNING, except at level
   *     DEBUG. Libraries that log data from clients always stay at WARNING
   * @param err the destination. Lines are written as UTF-8 bytes, even if the stream has another
   *     encoding. Each line takes one write and one flush
   */
  public static void configure(LogFormat format, LogLevel level, PrintStream err) {
    configure(format, level, level, err);
  }

  /**
   * Configures logging with a separate level for security events.
   *
   * @param events the lowest level of security events that is written
   */
  public static void configure(LogFormat format, LogLevel level, LogLevel events, PrintStream err) {
    configure(LineFormat.of(format, level), level, events, new DirectLines(err));
  }

  /**
   * Configures logging for a server process. A separate thread writes the lines, so that no thread
   * that logs has to wait for the stream. While the stream blocks, up to 1 MB of lines are queued,
   * or 1/128 of the heap if that is less. Further lines are dropped; in their place, one line gives
   * their number. {@link #flush} must be called before the process exits.
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

  /**
   * Waits until all earlier events are written. If the stream blocks, waits for at most two
   * seconds.
   */
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
    flush(); // the process may exit after this thread
  }

  private static Level atLeastWarning(Level level) {
    return level.intValue() >= Level.WARNING.intValue() ? level : Level.WARNING;
  }
}

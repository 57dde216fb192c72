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
  /** Libraries whose INFO lines tell an operator nothing, such as how long their own start took. */
  private static final List<String> TALKATIVE = List.of("org.flywaydb");

  /** Warns with a stack trace of each connection that broke, of which the store tells once. */
  private static final String POOL = "com.zaxxer.hikari";

  /**
   * What quotes at level debug or info what a client sent, which may be a token. A driver does so with the URL of its
   * database, which may have a password.
   */
  private static final List<String> QUOTING = List.of("io.netty", "org.postgresql");

  /** The name of the logger of security events. */
  public static final String SECURITY_EVENTS = "dev.restauth.event";

  private Logging() {}

  /**
   * Sends every event of this process, from {@link System.Logger} and from java.util.logging alike,
   * to one stream. Whatever was configured before is replaced, so it may be called again. Call it
   * before the first logger is made: then the JDK's logging.properties is never read, and events
   * are still written while the process is shutting down. What a thread dies of is an event, too.
   *
   * @param format how an event is written
   * @param level the least severe level that is written; libraries stay at WARNING unless it is
   *     DEBUG, and what quotes requests stays there even then
   * @param err where lines go, as UTF-8 bytes whatever the stream's own encoding; each line is one
   *     write and one flush
   */
  public static void configure(LogFormat format, LogLevel level, PrintStream err) {
    configure(format, level, level, err);
  }

  /**
   * The same with a level of their own for security events.
   *
   * @param events the least severe level of those that is written
   */
  public static void configure(LogFormat format, LogLevel level, LogLevel events, PrintStream err) {
    configure(LineFormat.of(format, level), level, events, new DirectLines(err));
  }

  /**
   * The same for a process that many wait for: a thread of its own writes, so that nobody who logs waits for the
   * stream. While that takes nothing, as much as fits into 1 MB, or 1/128 of the heap if that is less, waits for it; what
   * is more is dropped, and counted in a line in its place. {@link #flush} has to be called before the process ends.
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
                + " dropped, since standard error took none");
    event.setLoggerName(Logging.class.getName());
    return format.line(event, event.getLevel());
  }

  /** Waits until what was logged before is written; two seconds at most, if the stream takes nothing. */
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
    List<Logger> talkative = TALKATIVE.stream().map(Logger::getLogger).toList();
    for (Logger library : talkative) {
      library.setLevel(level == LogLevel.DEBUG ? null : atLeastWarning(level.threshold()));
    }
    Logger pool = Logger.getLogger(POOL);
    pool.setLevel(level == LogLevel.DEBUG ? null : Level.SEVERE);
    List<Logger> quoting = QUOTING.stream().map(Logger::getLogger).toList();
    quoting.forEach(library -> library.setLevel(atLeastWarning(level.threshold())));
    Logger security = Logger.getLogger(SECURITY_EVENTS);
    security.setLevel(events == level ? null : events.threshold());
    List<Logger> configured =
        Stream.of(talkative, quoting, List.of(pool, security)).flatMap(List::stream).toList();
    root.addHandler(new LineHandler(format, level.threshold(), lines, configured));
    Thread.setDefaultUncaughtExceptionHandler(Logging::died);
  }

  private static void died(Thread thread, Throwable thrown) {
    System.getLogger(Logging.class.getName())
        .log(System.Logger.Level.ERROR, "thread " + thread.getName() + " ended", thrown);
    flush(); // it may have been the last one
  }

  private static Level atLeastWarning(Level level) {
    return level.intValue() >= Level.WARNING.intValue() ? level : Level.WARNING;
  }
}

package dev.restauth.event;

import dev.restauth.blocking.Blocking;
import dev.restauth.event.EventCounts.Limits;
import dev.restauth.event.EventCounts.Line;
import dev.restauth.figure.Figure;
import dev.restauth.figure.LabelledCounter;
import dev.restauth.log.LogFields;
import dev.restauth.log.Logging;
import dev.restauth.log.RequestId;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.LongFunction;

/**
 * Writes security events as log lines of level INFO. {@link EventCounts} limits the lines that
 * clients can cause. Thread-safe. A lock is held while an event is counted, but not while its line
 * is written.
 */
final class EventLog {
  private static final System.Logger LOG = System.getLogger(Logging.SECURITY_EVENTS);
  private static final Duration WINDOW = Duration.ofMinutes(1);

  /** The limits for failures: at most about a hundred lines per minute in total. */
  static final Limits FAILURES = new Limits(3, 60, 37, 1_000, false);

  /** The limits for log-ins, high enough for the log-ins of a large site. */
  static final Limits LOG_INS = new Limits(10, 3_000, 90, 3_000, true);

  /**
   * The limits for each kind of activity other than log-ins. Each kind is counted separately, so
   * that many log-ins cannot suppress the line about a changed password.
   */
  static final Limits ACTIVITY = new Limits(10, 300, 90, 1_000, true);

  private final InstantSource clock;
  private final Optional<LongFunction<Optional<String>>> names;
  private final EventCounts failures = new EventCounts(FAILURES);
  private final Map<EventType, EventCounts> activity = new EnumMap<>(EventType.class);
  private final LabelledCounter types =
      new LabelledCounter(Arrays.stream(EventType.values()).map(EventType::text).toList());
  private Instant since = Instant.EPOCH;

  /**
   * Creates a log.
   *
   * @param names finds the user name of an account; empty if lines are not to contain names. If it
   *     throws an exception, the line has no name
   */
  EventLog(InstantSource clock, Optional<LongFunction<Optional<String>>> names) {
    this.clock = clock;
    this.names = names;
  }

  /** Returns a log whose lines contain ids but no names. */
  static EventLog ofIdsAlone(InstantSource clock) {
    return new EventLog(clock, Optional.empty());
  }

  /** Counts an event, and writes it now or as part of a sum. Never throws an exception. */
  void write(SecurityEvent event) {
    boolean logs = LOG.isLoggable(Level.INFO);
    if (logs) {
      Blocking.begin(); // may restart the request, so this must precede both counts
    }
    types.add(event.type().text());
    if (logs) {
      count(event).forEach(this::log);
    }
  }

  /** The number of events of each type, including those that are only logged as sums. */
  Figure figure() {
    return Figure.counter("restauth_security_events_total", "Security events", "type", types);
  }

  private synchronized List<Line> count(SecurityEvent event) {
    List<Line> lines = takeSums(false);
    if (admits(event)) {
      lines.add(new Line.One(event));
    }
    return lines;
  }

  private boolean admits(SecurityEvent event) {
    return switch (event.type().volume()) {
      case FAILURE -> failures.admits(event);
      case ACTIVITY -> activity.computeIfAbsent(event.type(), EventLog::newCounts).admits(event);
      case OPERATION -> true;
    };
  }

  private static EventCounts newCounts(EventType type) {
    return new EventCounts(type == EventType.USER_LOGGED_IN ? LOG_INS : ACTIVITY);
  }

  /**
   * Takes the sums of a finished minute. If the clock was set back, the minute also counts as
   * finished.
   */
  private List<Line> takeSums(boolean atOnce) {
    List<Line> lines = new ArrayList<>();
    Instant now = clock.instant();
    if (atOnce || now.isBefore(since) || !now.isBefore(since.plus(WINDOW))) {
      lines.addAll(failures.take(since));
      activity.values().forEach(each -> lines.addAll(each.take(since)));
      since = now.truncatedTo(ChronoUnit.MINUTES);
    }
    return lines;
  }

  /**
   * Writes the sums of a finished minute. Must be called once a minute, because nothing else writes
   * these sums if no further event occurs.
   */
  void writeFinishedSums() {
    List<Line> lines;
    synchronized (this) {
      lines = takeSums(false);
    }
    lines.forEach(this::log);
  }

  /** Writes all sums. */
  void flush() {
    List<Line> lines;
    synchronized (this) {
      lines = takeSums(true);
    }
    lines.forEach(this::log);
  }

  private void log(Line line) {
    SecurityEvent event = line.event();
    Map<EventMember, Object> members = new EnumMap<>(EventMember.class);
    members.putAll(event.details());
    members.keySet().removeIf(event.type()::isPersonal);
    event.account().ifPresent(id -> members.put(EventMember.ACCOUNT, id));
    event.account().flatMap(this::name).ifPresent(name -> members.put(EventMember.USERNAME, name));
    event.network().ifPresent(network -> members.put(EventMember.NETWORK, network.text()));
    event.session().ifPresent(id -> members.put(EventMember.SESSION, id));
    event.actor().ifPresent(actor -> members.put(EventMember.ACTOR, actor.text()));
    if (line instanceof Line.Sum(SecurityEvent _, long count, Instant minute)) {
      members.put(EventMember.COUNT, count);
      members.put(EventMember.SINCE, minute.toString());
    } else {
      RequestId.current().ifPresent(id -> members.put(EventMember.REQUEST, id));
    }
    SequencedMap<String, Object> values = new LinkedHashMap<>();
    values.put("event", event.type().text());
    members.forEach((member, value) -> values.put(member.text(), value));
    LOG.log(Level.INFO, LogFields.MESSAGE, new LogFields(event.type().text(), values));
  }

  private Optional<String> name(long account) {
    try {
      return names.flatMap(known -> known.apply(account));
    } catch (RuntimeException e) {
      return Optional.empty(); // the event matters more than the name
    }
  }
}

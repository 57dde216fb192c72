package dev.restauth.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Limits the log lines that clients can cause in one minute. The first few events of each kind are
 * written immediately. Further events are counted, and their sums are written at the end of the
 * minute. No client can therefore fill the disk, and no event is missing: each event is in a line
 * of its own or in a sum. Not thread-safe.
 */
final class EventCounts {
  /**
   * The limits for one minute.
   *
   * @param few the number of events of each kind that are written immediately
   * @param atOnce the total number of events that are written immediately
   * @param sums the number of kinds that get a separate sum. These are the kinds with the most
   *     events; the other kinds share one sum for each type
   * @param kinds the number of kinds that are counted separately, which limits the memory
   * @param firsts whether the first event of each kind is always written. Otherwise a client that
   *     causes many events could suppress the only line about another account
   */
  record Limits(int few, int atOnce, int sums, int kinds, boolean firsts) {}

  /** A line of the log. */
  sealed interface Line {
    SecurityEvent event();

    /** An event that has just happened. */
    record One(SecurityEvent event) implements Line {}

    /** A sum of events in the minute that began at {@code since}. */
    record Sum(SecurityEvent event, long count, Instant since) implements Line {}
  }

  /** The key under which events are counted. */
  private record Kind(EventType type, Optional<Long> account, Optional<Network> network) {
    SecurityEvent event() {
      return SecurityEvent.of(type).about(account).from(network);
    }
  }

  private static final class Count {
    private long written;
    private long counted;
  }

  private final Limits limits;
  private final Map<Kind, Count> kinds = new LinkedHashMap<>();
  private final Map<EventType, Long> others = new EnumMap<>(EventType.class);
  private int written;

  EventCounts(Limits limits) {
    this.limits = limits;
  }

  /** Returns whether an event is to be written immediately. If not, the event is counted. */
  boolean admits(SecurityEvent event) {
    Kind kind = kind(event);
    Optional<Count> count = Optional.ofNullable(kinds.get(kind));
    if (count.isEmpty() && kinds.size() < limits.kinds()) {
      count = Optional.of(new Count());
      kinds.put(kind, count.get());
    }
    boolean few = count.map(each -> each.written < limits.few()).orElse(true);
    boolean first = limits.firsts() && count.filter(each -> each.written == 0).isPresent();
    if (first || (few && written < limits.atOnce())) {
      written++;
      count.ifPresent(each -> each.written++);
      return true;
    }
    if (count.isPresent()) {
      count.get().counted++;
    } else {
      others.merge(kind.type(), 1L, Long::sum);
    }
    return false;
  }

  /**
   * Returns the key of an event: account and network for failures, only the account for actions of
   * logged-in users.
   */
  private static Kind kind(SecurityEvent event) {
    // If NETWORK is not a member of the type, the network is that of the actor. Sums have no actor.
    boolean byNetwork =
        (event.type().volume() == EventType.Volume.FAILURE || event.account().isEmpty())
            && event.type().members().contains(EventMember.NETWORK);
    return new Kind(
        event.type(), event.account(), byNetwork ? event.network() : Optional.<Network>empty());
  }

  /**
   * Returns the sums and starts counting from zero. The largest sums come first; equal sums are in
   * the order in which they began.
   *
   * @param since the beginning of the minute
   */
  List<Line> take(Instant since) {
    try {
      return sums(since);
    } finally {
      kinds.clear();
      others.clear();
      written = 0;
    }
  }

  private List<Line> sums(Instant since) {
    List<Line> lines = new ArrayList<>();
    List<Map.Entry<Kind, Count>> counted =
        kinds.entrySet().stream()
            .filter(kind -> kind.getValue().counted > 0)
            .sorted(
                Comparator.comparingLong((Map.Entry<Kind, Count> kind) -> -kind.getValue().counted))
            .toList();
    for (Map.Entry<Kind, Count> kind : counted) {
      if (lines.size() < limits.sums()) {
        lines.add(new Line.Sum(kind.getKey().event(), kind.getValue().counted, since));
      } else {
        others.merge(kind.getKey().type(), kind.getValue().counted, Long::sum);
      }
    }
    others.forEach((type, count) -> lines.add(new Line.Sum(SecurityEvent.of(type), count, since)));
    return lines;
  }
}

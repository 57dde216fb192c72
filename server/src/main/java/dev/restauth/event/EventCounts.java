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
 * Events of one minute that others can cause: the first few of a kind are written at once, further ones
 * are counted, and their sums are written when the minute is over. So nobody can fill a disk, and the
 * counts of all lines add up to what has happened. Not thread-safe.
 */
final class EventCounts {
  /**
   * How much there may be in a minute.
   *
   * @param few how many of one kind are written at once
   * @param atOnce how many of all kinds are
   * @param sums how many kinds have a sum of their own, the largest; further ones have one for each type
   * @param kinds how many kinds are told apart, which bounds the memory
   * @param firsts whether the first of each kind is written whatever there was before: else whoever causes
   *     many could take the account out of another's only line
   */
  record Limits(int few, int atOnce, int sums, int kinds, boolean firsts) {}

  /** A line. */
  sealed interface Line {
    SecurityEvent event();

    /** One that has just happened. */
    record One(SecurityEvent event) implements Line {}

    /** So many, in the minute that began then. */
    record Sum(SecurityEvent event, long count, Instant since) implements Line {}
  }

  /** What one sum adds up. */
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

  /** Whether one is to be written at once; else it is counted. */
  boolean admits(SecurityEvent event) {
    Kind kind = kind(event);
    Optional<Count> known = Optional.ofNullable(kinds.get(kind));
    if (known.isEmpty() && kinds.size() < limits.kinds()) {
      known = Optional.of(new Count());
      kinds.put(kind, known.get());
    }
    boolean few = known.map(count -> count.written < limits.few()).orElse(true);
    boolean first = limits.firsts() && known.filter(count -> count.written == 0).isPresent();
    if (first || (few && written < limits.atOnce())) {
      written++;
      known.ifPresent(count -> count.written++);
      return true;
    }
    if (known.isPresent()) {
      known.get().counted++;
    } else {
      others.merge(kind.type(), 1L, Long::sum);
    }
    return false;
  }

  /** Failures by account and network; what somebody does, who has logged in, by account alone. */
  private static Kind kind(SecurityEvent event) {
    boolean byNetwork =
        event.type().volume() == EventType.Volume.FAILURE || event.account().isEmpty();
    return new Kind(
        event.type(), event.account(), byNetwork ? event.network() : Optional.<Network>empty());
  }

  /**
   * The sums, the largest first, of equal ones the first that began; counting begins anew.
   *
   * @param since when the minute began
   */
  List<Line> take(Instant since) {
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
    kinds.clear();
    others.clear();
    written = 0;
    return lines;
  }
}

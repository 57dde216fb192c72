package dev.restauth.event;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Sums of the failures of a minute, by account and network. Any client can cause failures, so they are stored as sums
 * alone, and few of them. Failures about no account have one sum for each type, because an attacker can make up as many
 * names as they like. Thread-safe; holds a lock only while it counts.
 */
final class EventSums {
  /** The number of sums in a minute. */
  static final int AT_MOST = 1_000;

  private final InstantSource clock;
  private Counted counted = new Counted(Instant.EPOCH, new LinkedHashMap<>());

  /** The key of a sum. */
  private record Kind(
      EventType type, Optional<Long> account, Optional<Network> network, Optional<String> reason) {
    static Kind of(SecurityEvent event) {
      Optional<String> reason = Optional.ofNullable(event.details().get(EventMember.REASON));
      return event.account().isEmpty() && reason.isEmpty()
          ? allOf(event.type())
          : new Kind(event.type(), event.account(), event.network(), reason);
    }

    static Kind allOf(EventType type) {
      return new Kind(type, Optional.empty(), Optional.empty(), Optional.empty());
    }

    boolean isAll() {
      return equals(allOf(type));
    }

    SecurityEvent event() {
      SecurityEvent event = SecurityEvent.of(type).about(account).from(network);
      return reason.map(event::because).orElse(event);
    }
  }

  private record Counted(Instant since, Map<Kind, Long> kinds) {
    void add(Kind kind, long count) {
      boolean fits =
          kind.isAll()
              || kinds.containsKey(kind)
              || kinds.size() < AT_MOST - EventType.values().length;
      kinds.merge(fits ? kind : Kind.allOf(kind.type()), count, Long::sum);
    }

    List<SecurityEvent> events() {
      return kinds.entrySet().stream()
          .map(
              each ->
                  each.getKey()
                      .event()
                      .with(EventMember.COUNT, Long.toString(each.getValue()))
                      .with(EventMember.SINCE, since.toString()))
          .toList();
    }
  }

  EventSums(InstantSource clock) {
    this.clock = clock;
  }

  /** Counts an event. */
  synchronized void add(SecurityEvent event) {
    if (counted.kinds().isEmpty()) {
      counted = new Counted(clock.instant().truncatedTo(ChronoUnit.SECONDS), new LinkedHashMap<>());
    }
    counted.add(Kind.of(event), 1);
  }

  /** Passes the sums to {@code target}, and begins anew; if that throws, they are counted further. */
  void write(Consumer<List<SecurityEvent>> target) {
    Counted taken = take();
    if (taken.kinds().isEmpty()) {
      return;
    }
    boolean written = false;
    try {
      target.accept(taken.events());
      written = true;
    } finally {
      if (!written) {
        putBack(taken);
      }
    }
  }

  private synchronized Counted take() {
    Counted taken = counted;
    counted = new Counted(taken.since(), new LinkedHashMap<>());
    return taken;
  }

  private synchronized void putBack(Counted taken) {
    Counted meanwhile = counted;
    counted = taken;
    meanwhile.kinds().forEach(taken::add);
  }
}

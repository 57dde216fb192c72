package dev.restauth.outbox;

import dev.restauth.figure.Figure;
import dev.restauth.figure.Figure.Kind;
import dev.restauth.figure.LabelledCounter;
import dev.restauth.outbox.OutboxRows.State;
import dev.restauth.store.Store;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Numbers of messages and deliveries of each kind. Messages are counted once a minute, so that
 * reading the figures (metrics) never has to wait for the database. Thread-safe.
 */
final class OutboxCounts {
  private static final long AT_MOST = 100_000;
  private static final String KIND = "kind";

  private final Store store;
  private final Map<String, LabelledCounter> tries = new LinkedHashMap<>();
  private volatile Map<String, Messages> messages = Map.of();

  /**
   * The messages of a kind.
   *
   * @param oldest the time at which the oldest waiting message was added
   */
  private record Messages(long waiting, long failed, Optional<Instant> oldest) {}

  OutboxCounts(Store store, Collection<String> kinds) {
    this.store = store;
    kinds.forEach(
        kind ->
            tries.put(
                kind, new LabelledCounter("delivered", "refused", "deferred", "unreachable")));
  }

  /** Counts a delivery attempt. */
  void tried(String kind, Delivery.Outcome outcome) {
    LabelledCounter counter = tries.get(kind);
    if (counter != null) { // null if this server does not deliver messages of the kind
      counter.add(word(outcome));
    }
  }

  /** Returns the name of an outcome in figures and traces. */
  static String word(Delivery.Outcome outcome) {
    return switch (outcome) {
      case Delivery.Outcome.Delivered _ -> "delivered";
      case Delivery.Outcome.Refused _ -> "refused";
      case Delivery.Outcome.Deferred _ -> "deferred";
      case Delivery.Outcome.Unreachable _ -> "unreachable";
    };
  }

  /** Counts the messages in the database. */
  void count() {
    Map<String, Messages> counted = new LinkedHashMap<>();
    tries
        .keySet()
        .forEach(
            kind ->
                counted.put(
                    kind,
                    store.reading(
                        tx -> {
                          OutboxRows rows = new OutboxRows(tx);
                          return new Messages(
                              rows.count(kind, State.WAITING, AT_MOST),
                              rows.count(kind, State.FAILED, AT_MOST),
                              rows.oldest(kind));
                        })));
    messages = counted;
  }

  /** Returns whether any message was waiting at the last count. */
  boolean anyWaits() {
    return messages.values().stream().anyMatch(each -> each.waiting() > 0);
  }

  List<Figure> figures() {
    return List.of(
        new Figure(
            Kind.GAUGE,
            "restauth_outbox_messages",
            "Messages that wait to be delivered, and those that could not be, up to 100,000; counted each minute",
            List.of(KIND, "state"),
            readings ->
                messages.forEach(
                    (kind, counted) -> {
                      readings.value(counted.waiting(), kind, "waiting");
                      readings.value(counted.failed(), kind, "failed");
                    })),
        new Figure(
            Kind.GAUGE,
            "restauth_outbox_oldest_timestamp_seconds",
            "Time at which the oldest waiting message was added, in seconds since 1970; missing if none waits",
            List.of(KIND),
            readings ->
                messages.forEach(
                    (kind, counted) ->
                        counted
                            .oldest()
                            .ifPresent(at -> readings.value(at.getEpochSecond(), kind)))),
        new Figure(
            Kind.COUNTER,
            "restauth_outbox_tries_total",
            "Tries of this server to deliver a message",
            List.of(KIND, "outcome"),
            readings ->
                tries.forEach(
                    (kind, counter) ->
                        counter.forEach(
                            (outcome, count) -> readings.value(count, kind, outcome)))));
  }
}

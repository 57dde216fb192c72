package dev.restauth.event;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Sums of events within a minute, by type, account, client, network and reason. Any client can
 * cause failures, so only their sums are stored, and only a limited number of sums. The events that
 * exceed an {@link EventAllowance} are summed too. If such events have an actor, they are summed by
 * the actor instead of the affected account: otherwise, an actor could cause a sum for each account
 * that they act on, and the sum would name the account itself as the actor. Failures that name no
 * account, no client and no reason share one sum for each type, because an attacker can invent any
 * number of names. Thread-safe. A lock is held only while an event is counted.
 */
final class EventSums {
  /** The maximum number of sums per minute. */
  static final int AT_MOST = 1_000;

  /**
   * The maximum number of sums that have the same type, network and reason, but different accounts,
   * clients or actors. Without this limit, one client could use up all sums and hide attacks on another
   * account.
   */
  static final int PER_NETWORK = 50;

  private final InstantSource clock;
  private Counted counted = Counted.since(Instant.EPOCH);

  /** The key under which failures are summed. */
  private record Kind(
      EventType type,
      Optional<Long> account,
      Optional<String> client,
      Optional<Network> network,
      Optional<String> reason,
      Optional<Actor> actor) {
    static Kind of(SecurityEvent event) {
      Optional<String> reason =
          Optional.ofNullable(event.details().get(EventMember.REASON))
              .filter(_ -> !event.type().isPersonal(EventMember.REASON));
      Optional<String> client = Optional.ofNullable(event.details().get(EventMember.CLIENT));
      if (event.actor().isPresent()) { // the network of the event is that of the actor
        Optional<Actor> actor = event.actor().map(Actor::withoutSession);
        Optional<Network> network = actor.flatMap(Actor::from);
        return new Kind(event.type(), Optional.empty(), client, network, reason, actor);
      }
      return event.account().isEmpty() && client.isEmpty() && reason.isEmpty()
          ? allOf(event.type())
          : new Kind(
              event.type(), event.account(), client, event.network(), reason, Optional.empty());
    }

    static Kind allOf(EventType type) {
      return of(type, Optional.empty(), Optional.empty());
    }

    private static Kind of(EventType type, Optional<Network> network, Optional<String> reason) {
      return new Kind(type, Optional.empty(), Optional.empty(), network, reason, Optional.empty());
    }

    boolean isOfAccount() {
      return (account.isPresent() || client.isPresent() || actor.isPresent())
          && network.isPresent();
    }

    /** Returns the key under which the sums of a network are limited. */
    Kind ofNetwork() {
      return of(type, network, reason);
    }

    /**
     * Returns the key of the sum for all accounts, clients or actors beyond {@link #PER_NETWORK}.
     * The network of an actor belongs to the actor's account, so a sum without the actor has no
     * network.
     */
    Kind beyond() {
      return actor.isPresent() ? allOf(type) : ofNetwork();
    }

    boolean isAll() {
      return equals(allOf(type));
    }

    SecurityEvent event() {
      SecurityEvent event =
          actor
              .map(SecurityEvent.of(type)::by)
              .orElseGet(() -> SecurityEvent.of(type).about(account).from(network));
      SecurityEvent named = client.map(event::client).orElse(event);
      return reason.map(named::because).orElse(named);
    }
  }

  /**
   * The sums since a time.
   *
   * @param accounts the number of sums that name an account, a client or an actor, for each type,
   *     network and reason
   */
  private record Counted(Instant since, Map<Kind, Long> kinds, Map<Kind, Integer> accounts) {
    static Counted since(Instant since) {
      return new Counted(since, new LinkedHashMap<>(), new HashMap<>());
    }

    void add(Kind kind, long count) {
      if (kind.isOfAccount() && !kinds.containsKey(kind)) {
        if (accounts.getOrDefault(kind.ofNetwork(), 0) >= PER_NETWORK) {
          add(kind.beyond(), count);
          return;
        }
        accounts.merge(kind.ofNetwork(), 1, Integer::sum);
      }
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

  synchronized void add(SecurityEvent event) {
    if (counted.kinds().isEmpty()) {
      counted = Counted.since(clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }
    counted.add(Kind.of(event), 1);
  }

  /**
   * Passes the sums to {@code target}, and starts counting from zero. If {@code target} throws an
   * exception, the sums are retained.
   */
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
    counted = Counted.since(taken.since());
    return taken;
  }

  private synchronized void putBack(Counted taken) {
    Counted meanwhile = counted;
    counted = taken;
    meanwhile.kinds().forEach(taken::add);
  }
}

package dev.restauth.client;

import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Interprets the events of the feed (docs/revocations.md) and applies them to the state. Each event
 * names the previous event. If the previous event is not the last one that was received, an event
 * is missing or duplicated, and the follower drops the stream. The next stream resumes after the
 * last good event. A follower is for one thread.
 *
 * <p>The revocations in a snapshot take effect when they arrive, in addition to the existing
 * revocations. The state therefore never lacks a revocation. Keys, issuer, audience and position
 * change only when the snapshot is complete.
 */
final class Follower {
  private final RevocationState state;
  private Optional<Position> last = Optional.empty();
  private boolean hasRights;
  private Phase phase = Phase.BEGINNING;
  private Snapshot snapshot = Snapshot.none();

  private enum Phase {
    BEGINNING,
    SNAPSHOT,
    CURRENT
  }

  /** The meaning of an event. */
  enum Received {
    PART_OF_SNAPSHOT,
    BEGINNING,
    CHANGE,
    HEARTBEAT,
    /**
     * A heartbeat after which the client must request the stream again (see {@link
     * Freshness.Arrival#DRIFTED}).
     */
    LAST_HEARTBEAT,
    NOTHING
  }

  Follower(RevocationState state) {
    this.state = state;
  }

  /** Begins a stream. Must be called just before the request for the stream. */
  void begin() {
    phase = Phase.BEGINNING;
    state.freshness().requested();
  }

  /**
   * Returns the event after which the next stream may resume, or empty before the first snapshot.
   * Also returns empty if the last snapshot came from an older server, which does not support
   * changes of rights. During an upgrade, the next stream may come from a newer server, which must
   * then send all changes of rights.
   */
  Optional<Position> resumableAfter() {
    return hasRights ? last : Optional.empty();
  }

  Received receive(Event event) throws FeedStreamException {
    try {
      return switch (phase) {
        case BEGINNING -> applyFirst(event);
        case SNAPSHOT -> applyPart(event, Json.parse(event.data()));
        case CURRENT -> applyNext(event);
      };
    } catch (ParseException e) {
      throw new FeedStreamException("an event is malformed: " + e.getMessage());
    }
  }

  private Received applyFirst(Event event) throws FeedStreamException, ParseException {
    Json json = Json.parse(event.data());
    switch (event.type()) {
      case "resumed" -> {
        Optional<Position> asked = resumableAfter();
        if (asked.isEmpty() || json.whole("after") != asked.get().number()) {
          throw new FeedStreamException("the stream resumed at another position");
        }
        phase = Phase.CURRENT;
        return Received.BEGINNING;
      }
      case "snapshot" -> {
        snapshot = Snapshot.begun(json);
        phase = Phase.SNAPSHOT;
        return Received.PART_OF_SNAPSHOT;
      }
      default -> throw new FeedStreamException("the stream begins with a wrong event");
    }
  }

  private Received applyPart(Event event, Json json) throws FeedStreamException, ParseException {
    switch (event.type()) {
      case "sessions" -> {
        for (List<?> row : json.rows("sessions", 2)) {
          String sessionId = Json.text(row.get(0));
          state.revocations().addSession(sessionId, Json.whole(row.get(1)));
          snapshot.addSession(sessionId);
        }
      }
      case "accounts" -> {
        for (List<?> row : json.rows("accounts", 3)) {
          String subject = Json.text(row.get(0));
          state.revocations().addAccount(subject, Json.whole(row.get(1)), Json.whole(row.get(2)));
          snapshot.addAccount(subject);
        }
      }
      case "rights" -> {
        for (List<?> row : json.rows("rights", 3)) {
          String subject = Json.text(row.get(0));
          state
              .revocations()
              .addRights(subject, Json.natural(row.get(1)), Json.natural(row.get(2)));
          snapshot.addRights(subject);
        }
      }
      case "roles" -> {
        for (List<?> row : json.rows("roles", 4)) {
          String role = Json.text(row.get(0));
          Set<String> scopes = Json.texts(row.get(1));
          state
              .revocations()
              .addRole(role, scopes, Json.natural(row.get(2)), Json.natural(row.get(3)));
          snapshot.addRole(role);
        }
      }
      case "keys" -> snapshot.setKeys(KeySet.read(json.list("keys")));
      case "current" -> {
        complete(event, json);
        return Received.BEGINNING;
      }
      default -> throw new FeedStreamException("a snapshot contains another kind of event");
    }
    return Received.PART_OF_SNAPSHOT;
  }

  private void complete(Event event, Json json) throws FeedStreamException, ParseException {
    if (!snapshot.isComplete()) {
      throw new FeedStreamException("a part of a snapshot is missing");
    }
    Position position = position(event);
    boolean sameEpoch = last.isPresent() && position.epoch().equals(last.get().epoch());
    if (sameEpoch && position.number() < last.get().number()) {
      throw new FeedStreamException(
          // An older snapshot may have keys that were revoked in the meantime.
          "a snapshot is older than the current state");
    }
    String issuer = json.text("issuer");
    String audience = json.text("audience");
    if (!sameEpoch) {
      state.freshness().markStale(); // freshness in one epoch does not apply to another
    }
    state.setTerms(issuer, audience);
    state.keys().announce(snapshot.keys());
    hasRights = snapshot.hasRights();
    snapshot = Snapshot.none(); // frees the memory of a large snapshot
    last = Optional.of(position);
    phase = Phase.CURRENT;
  }

  private Received applyNext(Event event) throws FeedStreamException, ParseException {
    boolean known =
        switch (event.type()) {
          case "session", "account", "rights", "role", "keys", "heartbeat" -> true;
          default -> false;
        };
    if (!known && event.id().isEmpty()) {
      return Received.NOTHING;
    }
    Json json = Json.parse(event.data());
    Position position = nextPosition(event, json, event.type().equals("heartbeat"));
    Received received = apply(event.type(), json);
    last = Optional.of(position);
    return received;
  }

  private Position nextPosition(Event event, Json json, boolean mayStay)
      throws FeedStreamException, ParseException {
    Position position = position(event);
    Position before = last.orElseThrow(() -> new FeedStreamException("there is no position yet"));
    if (!position.epoch().equals(before.epoch())
        || json.whole("after") != before.number()
        || position.number() < before.number()
        || (position.number() == before.number() && !mayStay)) {
      throw new FeedStreamException("an event is out of sequence");
    }
    return position;
  }

  private Received apply(String type, Json json) throws FeedStreamException, ParseException {
    switch (type) {
      case "session" -> state.revocations().addSession(json.text("sid"), json.whole("until"));
      case "account" ->
          state
              .revocations()
              .addAccount(json.text("sub"), json.whole("generation"), json.whole("until"));
      case "rights" ->
          state
              .revocations()
              .addRights(json.text("sub"), json.natural("rights"), json.natural("until"));
      case "role" ->
          state
              .revocations()
              .addRole(
                  json.text("role"),
                  json.texts("scopes"),
                  json.natural("rights"),
                  json.natural("until"));
      case "keys" -> state.keys().announce(KeySet.read(json.list("keys")));
      case "heartbeat" -> {
        return applyHeartbeat(json);
      }
      default -> {} // an unknown kind of event, but part of the sequence
    }
    return Received.CHANGE;
  }

  private Received applyHeartbeat(Json json) throws FeedStreamException, ParseException {
    return switch (state
        .freshness()
        .heartbeat(nanoseconds(json, "age"), nanoseconds(json, "since"))) {
      case IN_TIME -> Received.HEARTBEAT;
      case DRIFTED -> Received.LAST_HEARTBEAT;
      case TOO_LATE -> throw new FeedStreamException("the stream is delayed too much");
    };
  }

  private static long nanoseconds(Json json, String name) throws ParseException {
    double seconds = json.number(name);
    if (!(seconds >= 0 && seconds < Double.POSITIVE_INFINITY)) {
      throw new ParseException("a time is negative", 0);
    }
    return Math.min((long) (seconds * 1e9), Freshness.LONGEST);
  }

  private static Position position(Event event) throws FeedStreamException {
    return Position.parse(
        event.id().orElseThrow(() -> new FeedStreamException("an event has no id")));
  }
}

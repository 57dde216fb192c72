package dev.restauth.client;

import java.text.ParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Understands what comes over the feed (docs/revocations.md) and adds it to what is known. Each event
 * names the one before it: where that is not the last one that came, something is missing or twice, and
 * the stream is given up; the next one begins after the last event that is sure. One thread.
 *
 * <p>The revocations of a snapshot count from the moment they come, beside those that were known
 * before: so no moment is without either. Keys, issuer, audience and position change at its end, as a
 * whole.
 */
final class Follower {
  private final RevocationState knowledge;
  private Optional<Position> last = Optional.empty();
  private Phase phase = Phase.BEGINNING;
  private Snapshot snapshot = new Snapshot(0, 0);

  private enum Phase {
    BEGINNING,
    SNAPSHOT,
    CURRENT
  }

  /** What an event was. */
  enum Heard {
    PART_OF_SNAPSHOT,
    BEGINNING,
    CHANGE,
    HEARTBEAT,
    /** After which the stream should be asked for once more, see {@link Freshness.Arrival#DRIFTED}. */
    LAST_HEARTBEAT,
    NOTHING
  }

  /**
   * A snapshot, and what has come of it. Rows are not just counted: one that came twice would stand for
   * another that did not come.
   */
  private static final class Snapshot {
    private final long sessions;
    private final long accounts;
    private final Set<String> sessionsHeard = new HashSet<>();
    private final Set<String> accountsHeard = new HashSet<>();
    private Optional<KeySet> keys = Optional.empty();

    Snapshot(long sessions, long accounts) {
      this.sessions = sessions;
      this.accounts = accounts;
    }

    boolean isWhole() {
      return keys.isPresent()
          && sessionsHeard.size() == sessions
          && accountsHeard.size() == accounts;
    }
  }

  Follower(RevocationState knowledge) {
    this.knowledge = knowledge;
  }

  /** A new stream is being asked for: called just before. */
  void begin() {
    phase = Phase.BEGINNING;
    knowledge.freshness().asked();
  }

  /** After which event the next stream may begin; nothing before the first snapshot. */
  Optional<Position> last() {
    return last;
  }

  Heard hear(Event event) throws FeedStreamException {
    try {
      return switch (phase) {
        case BEGINNING -> first(event);
        case SNAPSHOT -> part(event, Json.parse(event.data()));
        case CURRENT -> next(event);
      };
    } catch (ParseException e) {
      throw new FeedStreamException("an event is malformed: " + e.getMessage());
    }
  }

  private Heard first(Event event) throws FeedStreamException, ParseException {
    Json json = Json.parse(event.data());
    switch (event.type()) {
      case "resumed" -> {
        if (last.isEmpty() || json.whole("after") != last.get().number()) {
          throw new FeedStreamException("it was resumed elsewhere");
        }
        phase = Phase.CURRENT;
        return Heard.BEGINNING;
      }
      case "snapshot" -> {
        snapshot = new Snapshot(json.whole("sessions"), json.whole("accounts"));
        phase = Phase.SNAPSHOT;
        return Heard.PART_OF_SNAPSHOT;
      }
      default -> throw new FeedStreamException("it begins in the middle");
    }
  }

  private Heard part(Event event, Json json) throws FeedStreamException, ParseException {
    switch (event.type()) {
      case "sessions" -> {
        for (List<?> row : json.rows("sessions", 2)) {
          String sessionId = Json.text(row.get(0));
          knowledge.revocations().addSession(sessionId, Json.whole(row.get(1)));
          snapshot.sessionsHeard.add(sessionId);
        }
      }
      case "accounts" -> {
        for (List<?> row : json.rows("accounts", 3)) {
          String subject = Json.text(row.get(0));
          knowledge
              .revocations()
              .addAccount(subject, Json.whole(row.get(1)), Json.whole(row.get(2)));
          snapshot.accountsHeard.add(subject);
        }
      }
      case "keys" -> snapshot.keys = Optional.of(KeySet.read(json.list("keys")));
      case "current" -> {
        complete(event, json);
        return Heard.BEGINNING;
      }
      default -> throw new FeedStreamException("a snapshot has something else in it");
    }
    return Heard.PART_OF_SNAPSHOT;
  }

  private void complete(Event event, Json json) throws FeedStreamException, ParseException {
    if (!snapshot.isWhole()) {
      throw new FeedStreamException("a part of a snapshot is missing");
    }
    Position position = position(event);
    boolean sameEpoch = last.isPresent() && position.epoch().equals(last.get().epoch());
    if (sameEpoch && position.number() < last.get().number()) {
      throw new FeedStreamException(
          "a snapshot is older than what is known"); // and has keys that are gone
    }
    String issuer = json.text("issuer");
    String audience = json.text("audience");
    if (!sameEpoch) {
      knowledge.freshness().lost(); // what was heard of one epoch says nothing of another
    }
    knowledge.agree(issuer, audience);
    knowledge.keys().announce(snapshot.keys.orElse(KeySet.NONE));
    snapshot = new Snapshot(0, 0); // it may have been large
    last = Optional.of(position);
    phase = Phase.CURRENT;
  }

  private Heard next(Event event) throws FeedStreamException, ParseException {
    boolean ours =
        switch (event.type()) {
          case "session", "account", "keys", "heartbeat" -> true;
          default -> false;
        };
    if (!ours && event.id().isEmpty()) {
      return Heard.NOTHING;
    }
    Json json = Json.parse(event.data());
    Position position = following(event, json, event.type().equals("heartbeat"));
    Heard heard = apply(event.type(), json);
    last = Optional.of(position);
    return heard;
  }

  private Position following(Event event, Json json, boolean mayStay)
      throws FeedStreamException, ParseException {
    Position position = position(event);
    Position before = last.orElseThrow(() -> new FeedStreamException("nothing was before"));
    if (!position.epoch().equals(before.epoch())
        || json.whole("after") != before.number()
        || position.number() < before.number()
        || (position.number() == before.number() && !mayStay)) {
      throw new FeedStreamException("an event is not the one that follows");
    }
    return position;
  }

  private Heard apply(String type, Json json) throws FeedStreamException, ParseException {
    switch (type) {
      case "session" -> knowledge.revocations().addSession(json.text("sid"), json.whole("until"));
      case "account" ->
          knowledge
              .revocations()
              .addAccount(json.text("sub"), json.whole("generation"), json.whole("until"));
      case "keys" -> knowledge.keys().announce(KeySet.read(json.list("keys")));
      case "heartbeat" -> {
        return beat(json);
      }
      default -> {} // of a kind of a later time: it has its place among the others
    }
    return Heard.CHANGE;
  }

  private Heard beat(Json json) throws FeedStreamException, ParseException {
    return switch (knowledge
        .freshness()
        .heard(nanoseconds(json, "age"), nanoseconds(json, "since"))) {
      case IN_TIME -> Heard.HEARTBEAT;
      case DRIFTED -> Heard.LAST_HEARTBEAT;
      case TOO_LATE -> throw new FeedStreamException("what comes was sent too long ago");
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

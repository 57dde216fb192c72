package dev.restauth.bench.day;

import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The sessions in use. The number of places is fixed. If all places are taken, a new session
 * replaces another one, as if that session's user had closed the page without logging out.
 * Thread-safe.
 */
final class Sessions {
  private static final int TRIES = 50;

  /**
   * The number of sessions that wait for their log-out. They wait so that no request with their
   * tokens is in progress at the log-out.
   */
  private static final int LEAVING = 20;

  private final AtomicReferenceArray<Optional<Session>> places;
  private final AtomicInteger added = new AtomicInteger();
  private final AtomicInteger renewed = new AtomicInteger();
  private final Queue<Session> leaving = new ConcurrentLinkedQueue<>();

  Sessions(int places) {
    this.places = new AtomicReferenceArray<>(places);
    for (int i = 0; i < places; i++) {
      this.places.set(i, Optional.empty());
    }
  }

  int places() {
    return places.length();
  }

  void add(Session session) {
    places.set(turn(added), Optional.of(session));
  }

  /** Returns a random session whose token is still valid. */
  Optional<Session> any() {
    for (int i = 0; i < TRIES; i++) {
      Optional<Session> found = places.get(random()).filter(Session::isFresh);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** Returns the next session to renew. All sessions are renewed in turn. */
  Optional<Session> next() {
    for (int i = 0; i < places.length(); i++) {
      Optional<Session> found = places.get(turn(renewed)).filter(Session::isFresh);
      if (found.filter(Session::beginRenewal).isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /**
   * Removes a session from the places. Returns a session that an earlier call removed, so that the
   * caller can log it out.
   */
  Optional<Session> leave() {
    for (int i = 0; i < TRIES; i++) {
      Optional<Session> taken = places.getAndSet(random(), Optional.empty());
      if (taken.isPresent()) {
        leaving.add(taken.get());
        break;
      }
    }
    return leaving.size() > LEAVING
        ? Optional.ofNullable(leaving.poll()).filter(Session::isFresh)
        : Optional.empty();
  }

  private int random() {
    return ThreadLocalRandom.current().nextInt(places.length());
  }

  private int turn(AtomicInteger of) {
    return Math.floorMod(of.getAndIncrement(), places.length());
  }
}

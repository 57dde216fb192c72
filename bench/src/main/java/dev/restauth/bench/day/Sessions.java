package dev.restauth.bench.day;

import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The sessions in use. There is a fixed number of places: if all are taken, a new session takes that of another, whose
 * user has closed the page without logging out. Thread-safe.
 */
final class Sessions {
  private static final int TRIES = 50;

  /** The number of sessions that wait for their log-out, until no request with their tokens is on its way. */
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

  /** Returns a session to renew; all of them have their turns. */
  Optional<Session> next() {
    for (int i = 0; i < places.length(); i++) {
      Optional<Session> found = places.get(turn(renewed)).filter(Session::isFresh);
      if (found.filter(Session::beginRenewal).isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** Removes a session, and returns one that was removed before, to log out. */
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

package dev.restauth.client;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;

/**
 * The keys that currently sign tokens. The feed announces these keys. If a token names another key
 * id, this class also requests the key set from the server, but at most once in ten seconds for all
 * unknown keys together. A flood of invented ids therefore causes few requests. Thread-safe.
 */
final class TrustedKeys {
  private static final int REMOVED_AT_MOST = 1_000;

  private final Server server;
  private final LongSupplier ticker;
  private final long inquiriesApart;
  private volatile Inquiry inquiry;
  private volatile Announced announced = new Announced(0, KeySet.NONE, Set.of());

  /** A source of the key set. */
  interface Server {
    /** Returns the key set or fails, within a bounded time. */
    KeySet keySet() throws IOException, InterruptedException;
  }

  /**
   * The latest announcement of the feed.
   *
   * @param turn the number of the announcement
   * @param removed the ids of keys that were announced before, but no longer are; a response from a
   * cache, or from a server with older data, must not restore these keys
   */
  private record Announced(long turn, KeySet keys, Set<String> removed) {}

  /**
   * A request for the key set.
   *
   * @param turn the number of the latest announcement at the time of the request; a response is
   * valid until the next announcement
   */
  private record Inquiry(long madeAt, long turn, CompletableFuture<KeySet> answer) {}

  /**
   * @param ticker the time in nanoseconds, like {@link System#nanoTime}
   */
  TrustedKeys(Server server, LongSupplier ticker, Duration inquiriesApart) {
    this.server = server;
    this.ticker = ticker;
    this.inquiriesApart = inquiriesApart.toNanos();
    this.inquiry = expiredInquiry();
  }

  /** Returns an expired request, so that the next request is not delayed. */
  private Inquiry expiredInquiry() {
    long longAgo = ticker.getAsLong() - inquiriesApart;
    return new Inquiry(longAgo, 0, CompletableFuture.completedFuture(KeySet.NONE));
  }

  /** Replaces the whole key set. Only one thread calls this method. */
  void announce(KeySet keys) {
    Set<String> removed = new LinkedHashSet<>(announced.removed());
    removed.addAll(announced.keys().kids());
    removed.removeAll(keys.kids());
    while (removed.size() > REMOVED_AT_MOST) {
      removed.remove(removed.iterator().next());
    }
    announced = new Announced(announced.turn() + 1, keys, removed);
  }

  /** Finds a key by its id. May send a request to the server. */
  Optional<VerificationKey> find(String kid) {
    Announced now = announced;
    Optional<VerificationKey> key = now.keys().find(kid);
    if (key.isPresent() || now.removed().contains(kid)) {
      return key;
    }
    KeySet answered = ask(now);
    // An announcement that has arrived in the meantime takes precedence.
    return announced.keys().find(kid).or(() -> answered.find(kid).filter(this::holds));
  }

  private KeySet ask(Announced now) {
    Inquiry last = inquiry;
    if (!isRecent(last)) {
      last = inquire(now);
    }
    return last.turn() == now.turn() ? await(last.answer()) : KeySet.NONE;
  }

  private Inquiry inquire(Announced now) {
    Inquiry made = new Inquiry(ticker.getAsLong(), now.turn(), new CompletableFuture<>());
    synchronized (this) {
      if (isRecent(inquiry)) {
        return inquiry; // another thread was first, and is sending the request
      }
      inquiry = made;
    }
    try {
      made.answer().complete(server.keySet());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      inquiry = expiredInquiry(); // no response, so the next caller sends a new request
    } catch (IOException e) {
      // the key stays unknown
    } finally {
      made.answer().complete(KeySet.NONE);
    }
    return made;
  }

  private boolean isRecent(Inquiry made) {
    return ticker.getAsLong() - made.madeAt() < inquiriesApart;
  }

  private static KeySet await(CompletableFuture<KeySet> answer) {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return KeySet.NONE;
    } catch (ExecutionException e) {
      return KeySet.NONE;
    }
  }

  /** Returns whether a previously found key is still valid. Never sends a request to the server. */
  boolean holds(VerificationKey key) {
    Announced now = announced;
    if (now.keys().holds(key)) {
      return true;
    }
    Inquiry last = inquiry;
    return last.turn() == now.turn()
        && isRecent(last)
        && !now.removed().contains(key.kid())
        && last.answer().getNow(KeySet.NONE).holds(key);
  }
}

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
 * The keys that sign tokens now: those that the feed announced and, while a token names another, those
 * that the server answers when it is asked. It is asked at most once in ten seconds, about all unknown
 * keys together, so that a flood of invented ids costs nothing. Thread-safe.
 */
final class TrustedKeys {
  private static final int WITHDRAWN_AT_MOST = 1_000;

  private final Server server;
  private final LongSupplier ticker;
  private final long inquiriesApart;
  private volatile Inquiry inquiry;
  private volatile Announced announced = new Announced(0, KeySet.NONE, Set.of());

  /** Whoever can be asked. */
  interface Server {
    /** Answers or fails, and soon. */
    KeySet keySet() throws IOException, InterruptedException;
  }

  /**
   * What the feed said last.
   *
   * @param turn counts them
   * @param withdrawn ids of keys that it once announced and no more: an answer from a cache or from a
   *     node that is behind must not bring them back
   */
  private record Announced(long turn, KeySet keys, Set<String> withdrawn) {}

  /**
   * @param turn of what had been announced when it was made: an answer counts until the next announcement
   */
  private record Inquiry(long madeAt, long turn, CompletableFuture<KeySet> answer) {}

  /**
   * @param ticker nanoseconds, as of {@link System#nanoTime}
   */
  TrustedKeys(Server server, LongSupplier ticker, Duration inquiriesApart) {
    this.server = server;
    this.ticker = ticker;
    this.inquiriesApart = inquiriesApart.toNanos();
    this.inquiry = none();
  }

  /** As if the last one were long ago. */
  private Inquiry none() {
    long longAgo = ticker.getAsLong() - inquiriesApart;
    return new Inquiry(longAgo, 0, CompletableFuture.completedFuture(KeySet.NONE));
  }

  /** The key set is this one now, whole. Called by one thread. */
  void announce(KeySet keys) {
    Set<String> withdrawn = new LinkedHashSet<>(announced.withdrawn());
    withdrawn.addAll(announced.keys().kids());
    withdrawn.removeAll(keys.kids());
    while (withdrawn.size() > WITHDRAWN_AT_MOST) {
      withdrawn.remove(withdrawn.iterator().next());
    }
    announced = new Announced(announced.turn() + 1, keys, withdrawn);
  }

  /** The key of that id, for which the server may be asked. */
  Optional<VerificationKey> find(String kid) {
    Announced now = announced;
    Optional<VerificationKey> key = now.keys().find(kid);
    if (key.isPresent() || now.withdrawn().contains(kid)) {
      return key;
    }
    KeySet answered = ask(now);
    // What was announced while we waited comes first.
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
        return inquiry; // somebody else was quicker, and asks for us
      }
      inquiry = made;
    }
    try {
      made.answer().complete(server.keySet());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      inquiry = none(); // that is no answer: whoever comes next asks
    } catch (IOException e) {
      // then nobody knows
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

  /** Whether a key that was found is still good; asks nobody. */
  boolean holds(VerificationKey key) {
    Announced now = announced;
    if (now.keys().holds(key)) {
      return true;
    }
    Inquiry last = inquiry;
    return last.turn() == now.turn()
        && isRecent(last)
        && !now.withdrawn().contains(key.kid())
        && last.answer().getNow(KeySet.NONE).holds(key);
  }
}

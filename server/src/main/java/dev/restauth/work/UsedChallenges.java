package dev.restauth.work;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * The challenges that were used on this server and have not expired. Their number is limited: if
 * there are too many, the one that was used first is removed. To have a challenge removed early and
 * use it again, an attacker must solve {@value #AT_MOST} challenges within its validity.
 * Thread-safe.
 */
final class UsedChallenges {
  private static final int AT_MOST = 100_000;

  private final Set<String> nonces = new HashSet<>();
  private final Deque<Challenge> inOrder = new ArrayDeque<>();

  /** Adds a challenge. Returns whether it was not used before. */
  synchronized boolean add(Challenge challenge, Instant now) {
    while (!inOrder.isEmpty() && !inOrder.getFirst().until().isAfter(now)) {
      forgetFirst();
    }
    if (!nonces.add(challenge.nonce())) {
      return false;
    }
    inOrder.addLast(challenge);
    if (inOrder.size() > AT_MOST) {
      forgetFirst();
    }
    return true;
  }

  private void forgetFirst() {
    nonces.remove(inOrder.removeFirst().nonce());
  }

  /** The number of used challenges. */
  synchronized int size() {
    return inOrder.size();
  }
}

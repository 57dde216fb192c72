package dev.restauth.token;

import dev.restauth.token.SigningKeyRows.SigningKeyRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * States of the keys at one moment. A key is published when it is generated. It signs from its
 * start time until the start time of the next key. After that, it stays published until the last
 * token that it signed has expired.
 *
 * @param rows all keys of a series, in the order in which they sign
 */
record KeyTimes(List<SigningKeyRow> rows, Instant now, KeyUse use) {
  /**
   * The time for which a key is published before it signs. This is twice as long as resource
   * servers may cache the key set: see {@link JwksRoutes}.
   */
  static final Duration PUBLISHED_AHEAD = Duration.ofMinutes(10);

  /** Maximum difference between the clocks of the servers that issue and verify tokens. */
  private static final Duration CLOCK_STEP = Duration.ofSeconds(60);

  /** The state of a key. */
  enum State {
    /** The key does not sign yet. */
    PUBLISHED,
    SIGNING,
    /** The key no longer signs, but tokens that it signed may still be valid. */
    RETIRING
  }

  /**
   * A key and its state.
   *
   * @param since the time at which this state began
   * @param until the time at which this state ends; empty if that is not decided yet
   */
  record KeyState(SigningKeyRow row, State state, Instant since, Optional<Instant> until) {}

  /** Returns all keys with their states. */
  List<KeyState> keyStates() {
    return IntStream.range(0, rows.size()).mapToObj(this::keyState).toList();
  }

  private KeyState keyState(int index) {
    SigningKeyRow row = rows.get(index);
    int signing = signingIndex();
    Optional<Instant> next =
        index + 1 < rows.size() ? Optional.of(rows.get(index + 1).signsFrom()) : Optional.empty();
    if (index > signing) {
      return new KeyState(row, State.PUBLISHED, row.createdAt(), Optional.of(row.signsFrom()));
    }
    return index == signing
        ? new KeyState(row, State.SIGNING, row.signsFrom(), next)
        : new KeyState(
            row,
            State.RETIRING,
            next.orElseThrow(),
            next.map(signs -> lastTokenExpiry(row, signs)));
  }

  private Instant lastTokenExpiry(SigningKeyRow row, Instant nextSigns) {
    return nextSigns.plusSeconds(use.longestToken(row)).plus(CLOCK_STEP);
  }

  /**
   * Returns the index of the signing key: the key with the latest start time that is not in the
   * future. If the clock was set back, this is the first key.
   */
  private int signingIndex() {
    return IntStream.range(0, rows.size())
        .filter(index -> !rows.get(index).signsFrom().isAfter(now))
        .max()
        .orElse(0);
  }

  /** Returns whether the key with this id is the signing key. */
  boolean isSigning(String kid) {
    return !rows.isEmpty() && rows.get(signingIndex()).kid().equals(kid);
  }

  /** Returns the key with the latest start time; empty if there is no key. */
  Optional<SigningKeyRow> newest() {
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getLast());
  }

  /** Returns the keys that are published but do not sign yet. */
  List<SigningKeyRow> pending() {
    return rows.isEmpty() ? List.of() : rows.subList(signingIndex() + 1, rows.size());
  }

  /**
   * Returns the time at which a key generated now would begin to sign. If there is no other key, it
   * would begin now.
   */
  Instant earliestStart() {
    return rows.isEmpty() ? now : now.plus(PUBLISHED_AHEAD);
  }

  /** Returns whether the next key must be generated now. */
  boolean nextIsDue(Duration rotation) {
    return newest()
        .map(newest -> newest.signsFrom().plus(rotation))
        .filter(signs -> signs.isAfter(earliestStart()))
        .isEmpty();
  }

  /** Returns the keys whose last token has expired. */
  List<SigningKeyRow> expired() {
    return keyStates().stream()
        .filter(each -> each.state() == State.RETIRING)
        .filter(each -> each.until().filter(until -> !until.isAfter(now)).isPresent())
        .map(KeyState::row)
        .toList();
  }
}

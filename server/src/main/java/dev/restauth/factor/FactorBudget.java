package dev.restauth.factor;

import dev.restauth.factor.FactorFailureRows.Failures;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The rate limit of codes after a correct password, for each account: {@link #AT_ONCE} at once, then one every {@link
 * #INTERVAL}. Addresses from which the account was used before have a separate limit, which strangers cannot use up. After
 * {@link #STOP_AFTER} wrong codes in a row, the server does not check codes from strangers for a day, because these strangers
 * have the password and guess codes. All servers share the counts.
 */
record FactorBudget(Transaction tx) {
  static final int AT_ONCE = 5;
  static final Duration INTERVAL = Duration.ofMinutes(15);
  static final int STOP_AFTER = 20;

  /** The interval for known addresses after {@link #STOP_AFTER} wrong codes. */
  static final Duration SLOW_INTERVAL = Duration.ofMinutes(20);

  /** The time for which a count is stored after its last code. */
  static final Duration KEPT = Duration.ofDays(1);

  /** The decision whether a code may be checked. */
  sealed interface Turn {
    /**
     * The code may be checked, and counts as wrong until {@link FactorFailureRows#reset}.
     *
     * @param wrong the number of wrong codes in a row, including this one
     */
    record Taken(long wrong) implements Turn {}

    /** The code may not be checked for this time. */
    record Wait(Duration delay) implements Turn {}
  }

  /**
   * Counts a code, if a code may be checked now. The caller has locked the account.
   *
   * @param known whether the account was used from the client's address before
   */
  Turn take(long accountId, boolean known, Instant now) {
    FactorFailureRows rows = new FactorFailureRows(tx);
    Optional<Failures> before = rows.find(accountId, known);
    if (before.filter(failures -> !failures.freeAt().plus(KEPT).isAfter(now)).isPresent()) {
      rows.reset(accountId, known); // the maintenance has not removed this row yet
      before = Optional.empty();
    }
    boolean stopped = before.filter(failures -> failures.wrong() >= STOP_AFTER).isPresent();
    Instant freeAt = before.map(Failures::freeAt).orElse(now);
    if (stopped && !known) {
      return new Turn.Wait(Duration.between(now, freeAt.plus(KEPT)));
    }
    Duration ahead = stopped ? Duration.ZERO : INTERVAL.multipliedBy(AT_ONCE - 1L);
    if (freeAt.isAfter(now.plus(ahead))) {
      return new Turn.Wait(Duration.between(now.plus(ahead), freeAt));
    }
    Duration interval = stopped ? SLOW_INTERVAL : INTERVAL;
    return new Turn.Taken(rows.add(accountId, known, interval, now).wrong());
  }
}

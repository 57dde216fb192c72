package dev.restauth.factor;

import dev.restauth.factor.FactorFailureRows.Failures;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The rate limit for codes of the second factor, for each account: a burst of {@link #AT_ONCE}
 * codes, then one code per {@link #INTERVAL}. Addresses from which the account was used before have
 * a separate limit, which strangers cannot use up. After {@link #STOP_AFTER} consecutive wrong
 * codes from unknown addresses, further codes from such addresses are refused for about a day,
 * because somebody who has the password is guessing codes. All servers share the counts.
 */
record FactorBudget(Transaction tx) {
  static final int AT_ONCE = 5;
  static final Duration INTERVAL = Duration.ofMinutes(15);
  static final int STOP_AFTER = 20;

  /** The interval for known addresses after {@link #STOP_AFTER} consecutive wrong codes. */
  static final Duration SLOW_INTERVAL = Duration.ofMinutes(20);

  /** The time for which a count is stored after {@code freeAt}. */
  static final Duration KEPT = Duration.ofDays(1);

  /** The decision whether a code may be checked. */
  sealed interface Turn {
    /**
     * The code may be checked. It counts as wrong until {@link FactorFailureRows#reset} is called.
     *
     * @param wrong the number of consecutive wrong codes, including this one
     */
    record Taken(long wrong) implements Turn {}

    /**
     * The code must not be checked yet.
     *
     * @param delay the time to wait
     */
    record Wait(Duration delay) implements Turn {}
  }

  /**
   * Counts a code, if a code may be checked now. The caller must have locked the account.
   *
   * @param known whether the account was used from the client's address before
   */
  Turn take(long accountId, boolean known, Instant now) {
    FactorFailureRows rows = new FactorFailureRows(tx);
    Optional<Failures> before = rows.find(accountId, known);
    if (before.filter(failures -> !failures.freeAt().plus(KEPT).isAfter(now)).isPresent()) {
      rows.reset(accountId, known); // the row is outdated, but maintenance has not removed it yet
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

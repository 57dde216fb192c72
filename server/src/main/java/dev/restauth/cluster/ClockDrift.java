package dev.restauth.cluster;

import dev.restauth.http.UnavailableException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Drift of this server's clock from the database's. A token contains its expiry by the clock of the server that issued
 * it, and the other servers rely on this. One thread compares the clocks; any thread may read.
 */
public final class ClockDrift {
  /** The drift above which the server warns the operator. */
  static final Duration WARNED = Duration.ofSeconds(2);

  /** The drift above which the server issues no tokens. */
  static final Duration REFUSED = Duration.ofSeconds(30);

  /** The maximum round trip of a query: a slower one is too imprecise. */
  private static final Duration ROUND_TRIP_AT_MOST = Duration.ofSeconds(1);

  /** The maximum round trip of a query by which times are corrected. */
  private static final Duration PRECISE_ROUND_TRIP = Duration.ofMillis(50);

  private static final Duration WARNED_AGAIN = Duration.ofHours(1);
  private static final System.Logger LOG = System.getLogger(ClockDrift.class.getName());
  private static final String TOO_FAR =
      "The clock of this server is wrong, so it issues no tokens. Existing tokens remain valid."
          + " Inform the operator.";

  private volatile Duration drift = Duration.ZERO;
  private volatile Duration correction = Duration.ZERO;
  private volatile boolean refusing;
  private Optional<Instant> warnedAt = Optional.empty();
  private boolean refusalLogged;
  private boolean inSync = true;

  /**
   * Compares a time of the database with this server's clock, read before the query and after it.
   *
   * @param before the time by this server's clock before the query; {@code after} likewise
   * @param database the time by the database's clock, between those two
   */
  void compare(Instant before, Instant database, Instant after) {
    Duration roundTrip = Duration.between(before, after);
    if (roundTrip.isNegative() || roundTrip.compareTo(ROUND_TRIP_AT_MOST) > 0) {
      return; // the query was slow, or the clock was set in the meantime
    }
    drift = Duration.between(database, before.plusNanos(roundTrip.toNanos() / 2));
    if (roundTrip.compareTo(PRECISE_ROUND_TRIP) <= 0) {
      correction = drift;
    }
    refusing = size().compareTo(REFUSED) >= 0;
    log(database);
  }

  /** Returns the drift without its sign. Duration.abs is avoided, because it initialises BigDecimal. */
  private Duration size() {
    return Duration.ofNanos(Math.abs(drift.toNanos()));
  }

  /** Logs the drift, once an hour or if it gets worse: an unsteady clock must not fill the log. */
  private void log(Instant now) {
    if (size().compareTo(WARNED) < 0) {
      if (!inSync) {
        LOG.log(Level.INFO, "the clock of this server agrees with that of the database again");
        inSync = true;
        refusalLogged = false;
      }
      return;
    }
    boolean due = warnedAt.filter(at -> now.isBefore(at.plus(WARNED_AGAIN))).isEmpty();
    if (due || (refusing && !refusalLogged)) {
      String seconds = String.format(Locale.ROOT, "%.1f s", size().toMillis() / 1000.0);
      LOG.log(
          refusing ? Level.ERROR : Level.WARNING,
          "the clock of this server is {0} {1} that of the database: {2}",
          seconds,
          drift.isNegative() ? "behind" : "ahead of",
          refusing
              ? "no token is issued until it is corrected"
              : "synchronise both clocks by NTP; at "
                  + REFUSED.toSeconds()
                  + " s or more, no token is issued");
      warnedAt = Optional.of(now);
      refusalLogged = refusing;
      inSync = false;
    }
  }

  /**
   * Checks the clock. Call it before issuing a token.
   *
   * @throws UnavailableException if the clock is too wrong to issue tokens
   */
  public void require() {
    if (refusing) {
      throw new UnavailableException(TOO_FAR);
    }
  }

  /** Returns the time by the database's clock for one by this server's, as at the last precise comparison. */
  Instant corrected(Instant local) {
    return local.minus(correction);
  }

  /** Returns how far ahead this server's clock was at the last comparison; zero before the first. */
  Duration ahead() {
    return drift;
  }
}

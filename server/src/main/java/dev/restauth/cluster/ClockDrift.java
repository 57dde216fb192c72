package dev.restauth.cluster;

import dev.restauth.http.UnavailableException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Drift between this server's clock and the database's clock. The expiry in a token comes from the
 * clock of the server that issued the token, and the other servers rely on that clock. A single
 * thread compares the clocks; any thread may read the result.
 */
public final class ClockDrift {
  /** The drift above which the server warns the operator. */
  static final Duration WARNED = Duration.ofSeconds(2);

  /** The drift above which the server issues no tokens. */
  static final Duration REFUSED = Duration.ofSeconds(30);

  /** The maximum round trip of a query. A slower query is too imprecise for a comparison. */
  private static final Duration ROUND_TRIP_AT_MOST = Duration.ofSeconds(1);

  /** The maximum round trip of a query whose result is used to correct times. */
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
   * Compares the database's time with this server's time before and after the query.
   *
   * @param before this server's time before the query; {@code after} is the time after it
   * @param database the database's time, which was read between {@code before} and {@code after}
   */
  void compare(Instant before, Instant database, Instant after) {
    Duration roundTrip = Duration.between(before, after);
    if (roundTrip.isNegative() || roundTrip.compareTo(ROUND_TRIP_AT_MOST) > 0) {
      return; // the query was slow, or somebody set the clock in the meantime
    }
    drift = Duration.between(database, before.plusNanos(roundTrip.toNanos() / 2));
    if (roundTrip.compareTo(PRECISE_ROUND_TRIP) <= 0) {
      correction = Duration.between(database, after);
    }
    refusing = size().compareTo(REFUSED) >= 0;
    log(database);
  }

  /**
   * Returns the absolute value of the drift. Duration.abs is not used, because it initializes
   * BigDecimal.
   */
  private Duration size() {
    return Duration.ofNanos(Math.abs(drift.toNanos()));
  }

  /**
   * Logs a large drift at most once an hour, and immediately when the server first stops issuing
   * tokens. An unsteady clock must not fill the log.
   */
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
   * Checks the clock. Must be called before a token is issued.
   *
   * @throws UnavailableException if the drift is too large for issuing tokens
   */
  public void require() {
    if (refusing) {
      throw new UnavailableException(TOO_FAR);
    }
  }

  /**
   * Converts a time by this server's clock to a time by the database's clock, according to the last
   * precise comparison. The result is not late, and early by at most the round trip of that query.
   * A log-in therefore never seems older than the request that required it.
   */
  Instant corrected(Instant local) {
    return local.minus(correction);
  }

  /**
   * Returns by how much this server's clock was ahead of the database's clock at the last
   * comparison; zero before the first comparison.
   */
  Duration ahead() {
    return drift;
  }
}

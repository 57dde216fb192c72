package dev.restauth.cluster;

import dev.restauth.http.UnavailableException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * How far this server's clock is from the database's. A token says until when it is valid by the clock of
 * the server that issued it, and the others believe it. For one thread that compares, and any that ask.
 */
public final class ClockDrift {
  /** From here on the operator is warned. */
  static final Duration WARNED = Duration.ofSeconds(2);

  /** From here on no token is issued. */
  static final Duration REFUSED = Duration.ofSeconds(30);

  /** What took longer says too little. */
  private static final Duration ROUND_TRIP_AT_MOST = Duration.ofSeconds(1);

  private static final Duration WARNED_AGAIN = Duration.ofHours(1);
  private static final System.Logger LOG = System.getLogger(ClockDrift.class.getName());
  private static final String TOO_FAR =
      "The clock of this server is wrong, so that it issues no tokens. Those that there are can be"
          + " used. Tell who runs it.";

  private volatile Duration drift = Duration.ZERO;
  private volatile boolean refusing;
  private Optional<Instant> told = Optional.empty();
  private boolean toldRefusal;
  private boolean mended = true;

  /**
   * Compares a time of the database's with this server's, taken before it was asked for and after.
   *
   * @param before by this server's clock, as {@code after} is
   * @param database within that time, by the database's clock
   */
  void compare(Instant before, Instant database, Instant after) {
    Duration roundTrip = Duration.between(before, after);
    if (roundTrip.isNegative() || roundTrip.compareTo(ROUND_TRIP_AT_MOST) > 0) {
      return; // it took long, or the clock was set meanwhile
    }
    drift = Duration.between(database, before.plusNanos(roundTrip.toNanos() / 2));
    refusing = drift.abs().compareTo(REFUSED) >= 0;
    tell(database);
  }

  /** A clock that goes to and fro must not fill the log: once an hour, or where it gets worse. */
  private void tell(Instant now) {
    if (drift.abs().compareTo(WARNED) < 0) {
      if (!mended) {
        LOG.log(Level.INFO, "the clock of this server agrees with that of the database again");
        mended = true;
        toldRefusal = false;
      }
      return;
    }
    boolean due = told.filter(at -> now.isBefore(at.plus(WARNED_AGAIN))).isEmpty();
    if (due || (refusing && !toldRefusal)) {
      String seconds = String.format(Locale.ROOT, "%.1f s", drift.abs().toMillis() / 1000.0);
      LOG.log(
          refusing ? Level.ERROR : Level.WARNING,
          "the clock of this server is {0} {1} of that of the database: {2}",
          seconds,
          drift.isNegative() ? "behind" : "ahead",
          refusing
              ? "no token is issued until it is right"
              : "set both by NTP; from " + REFUSED.toSeconds() + " s on no token is issued");
      told = Optional.of(now);
      toldRefusal = refusing;
      mended = false;
    }
  }

  /**
   * To be called before a token is issued.
   *
   * @throws UnavailableException where the clock is too wrong for that
   */
  public void require() {
    if (refusing) {
      throw new UnavailableException(TOO_FAR);
    }
  }

  /** By how much this server's clock was ahead when it was compared last; zero where it never was. */
  Duration ahead() {
    return drift;
  }
}

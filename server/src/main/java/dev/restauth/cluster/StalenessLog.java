package dev.restauth.cluster;

import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.StoreUnavailableException;
import java.lang.System.Logger.Level;
import java.util.Locale;

/**
 * Logs a message when this server stops receiving changes, and another when it receives changes
 * again.
 */
final class StalenessLog {
  private static final System.Logger LOG = System.getLogger(StalenessLog.class.getName());

  private final Freshness freshness;
  private boolean loggedStale;
  private boolean loggedUnavailable;
  private boolean loggedDefect;

  StalenessLog(Freshness freshness) {
    this.freshness = freshness;
  }

  /** Records a failed poll. A short interruption is not logged. */
  void failed(RuntimeException why) {
    if (!loggedDefect) {
      loggedDefect = logDefect(why);
    }
    if (!freshness.isUsable()) {
      if (!loggedUnavailable) {
        LOG.log(Level.ERROR, () -> "no token is accepted any more: " + text(why));
        loggedUnavailable = true;
        loggedStale = true;
      }
    } else if (freshness.isStale() && !loggedStale) {
      LOG.log(
          Level.WARNING,
          text(why)
              + "; tokens are accepted until this has lasted "
              + freshness.maxStaleness().toSeconds()
              + " s");
      loggedStale = true;
    }
  }

  /**
   * Logs a failure, and returns true. If the database could not be reached, only returns false,
   * because the store logs that failure.
   */
  private static boolean logDefect(RuntimeException why) {
    String event = "changes of other servers cannot be read; trying again";
    return switch (why) {
      case StoreUnavailableException unavailable -> false;
      case StoreRefusedException refused -> { // not a defect: the operator must fix the cause
        LOG.log(Level.ERROR, () -> event + ": " + refused.getMessage());
        yield true;
      }
      default -> {
        LOG.log(Level.ERROR, event, why);
        yield true;
      }
    };
  }

  private String text(RuntimeException why) {
    return String.format(
        Locale.ROOT,
        "no change notifications from the database for %d s: %s",
        freshness.age().toSeconds(),
        why.getMessage());
  }

  /** Records a successful poll. Must be called before the freshness is updated. */
  void succeeded() {
    if (loggedStale) {
      LOG.log(
          Level.INFO,
          "change notifications from the database arrive again, after {0} s",
          Long.toString(freshness.age().toSeconds()));
    }
    loggedStale = false;
    loggedUnavailable = false;
    loggedDefect = false;
  }
}

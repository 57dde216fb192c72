package dev.restauth.cluster;

import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.StoreUnavailableException;
import java.lang.System.Logger.Level;
import java.util.Locale;

/** Tells the operator that this server hears nothing of the others, and that it does again: once each. */
final class StalenessLog {
  private static final System.Logger LOG = System.getLogger(StalenessLog.class.getName());

  private final Freshness freshness;
  private boolean toldStale;
  private boolean toldUnavailable;
  private boolean toldDefect;

  StalenessLog(Freshness freshness) {
    this.freshness = freshness;
  }

  /** Once more it did not hear. A moment without is nothing to tell of. */
  void lasts(RuntimeException why) {
    if (!toldDefect) {
      toldDefect = tellDefect(why);
    }
    if (!freshness.lasts()) {
      if (!toldUnavailable) {
        LOG.log(Level.ERROR, () -> "no token is accepted any more: " + text(why));
        toldUnavailable = true;
        toldStale = true;
      }
    } else if (freshness.stale() && !toldStale) {
      LOG.log(
          Level.WARNING,
          () ->
              text(why)
                  + "; tokens are accepted until that has lasted "
                  + freshness.atMost().toSeconds()
                  + " s");
      toldStale = true;
    }
  }

  /** Returns whether it was told; of a database that cannot be reached its store tells. */
  private static boolean tellDefect(RuntimeException why) {
    String event = "what others changed cannot be read here, and is tried again";
    return switch (why) {
      case StoreUnavailableException unavailable -> false;
      case StoreRefusedException refused -> { // for the operator to mend, and no defect
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
        "what others change has not been heard here for %d s: %s",
        freshness.heardAgo().toSeconds(),
        why.getMessage());
  }

  /** To be called before freshness is told. */
  void ends() {
    if (toldStale) {
      LOG.log(
          Level.INFO,
          "what others change is heard here again, after {0} s",
          Long.toString(freshness.heardAgo().toSeconds()));
    }
    toldStale = false;
    toldUnavailable = false;
    toldDefect = false;
  }
}

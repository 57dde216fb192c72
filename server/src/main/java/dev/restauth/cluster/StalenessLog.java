package dev.restauth.cluster;

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
    if (!(why instanceof StoreUnavailableException) && !toldDefect) {
      LOG.log(Level.ERROR, "what others changed cannot be read here, and is tried again", why);
      toldDefect = true;
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

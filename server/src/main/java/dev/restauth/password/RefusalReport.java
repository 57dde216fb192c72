package dev.restauth.password;

import java.lang.System.Logger.Level;

/**
 * Warns the operator once a minute if passwords were not hashed because too many were waiting. Only
 * the maintenance thread uses it.
 */
final class RefusalReport {
  private static final System.Logger LOG = System.getLogger(RefusalReport.class.getName());

  private final PasswordHasher hasher;
  private long reported;

  RefusalReport(PasswordHasher hasher) {
    this.hasher = hasher;
  }

  /** Logs one line if there were refusals since the last call. Returns false: nothing is left. */
  boolean write() {
    long refused = hasher.refused();
    if (refused > reported) {
      LOG.log(
          Level.WARNING,
          "in the last minute, "
              + (refused - reported)
              + " requests were answered with 503, because too many passwords were waiting to be"
              + " hashed: if this is no attack, use more cores, or run restauth tune-passwords");
      reported = refused;
    }
    return false;
  }
}

package dev.restauth.work;

import dev.restauth.config.Config;
import dev.restauth.crypto.KeyedDigest;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import java.time.InstantSource;
import java.util.List;

/** The feature that requires a proof of work for calls that anybody may make. */
public final class WorkFeature implements Feature {
  private final SignUpWork work;

  /**
   * Creates the feature.
   *
   * @param digest the keyed digest. It is the same on all servers of a database, so that each
   *     server accepts the challenges of the other servers
   */
  public WorkFeature(Config config, KeyedDigest digest, InstantSource clock) {
    this.work = new SignUpWork(config.get(WorkSettings.SIGN_UP_WORK), digest, clock);
  }

  /** Returns the check, for the routes of other features. */
  public SignUpWork work() {
    return work;
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(new WorkRoutes(work));
  }
}

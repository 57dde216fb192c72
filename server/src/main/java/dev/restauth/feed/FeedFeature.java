package dev.restauth.feed;

import dev.restauth.cluster.ClusterFeature;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.session.SessionPolicy;
import dev.restauth.store.Store;
import dev.restauth.token.KeyFeature;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** What services that verify tokens by themselves are told of. */
public final class FeedFeature implements Feature {
  private final ClusterFeature cluster;
  private final Feed feed;

  /**
   * Of tokens that {@code keys} sign.
   *
   * @param kinds of changes, all that this program knows
   */
  public FeedFeature(
      Store store,
      ClusterFeature cluster,
      KeyFeature keys,
      SessionPolicy policy,
      Set<String> kinds,
      InstantSource clock) {
    this.cluster = cluster;
    this.feed =
        new Feed(
            store,
            new FeedContent(
                keys.profile(),
                keys.keys()::publicJwks,
                () -> policy.tokensUntil(clock.instant()),
                kinds));
  }

  /** The feed itself, which is told what the features have heard. */
  public Feed feed() {
    return feed;
  }

  @Override
  public void begin() {
    feed.begin(cluster.met());
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(new FeedRoutes(feed));
  }

  /** Ends the subscriptions, which would hold up the end. */
  @Override
  public void stop() {
    feed.close();
  }
}

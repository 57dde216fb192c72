package dev.restauth.feed;

import dev.restauth.cluster.ClusterFeature;
import dev.restauth.feature.Feature;
import dev.restauth.figure.Figure;
import dev.restauth.http.RouteTable;
import dev.restauth.session.SessionPolicy;
import dev.restauth.store.Store;
import dev.restauth.token.KeyFeature;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** The feed of revocations for resource servers that verify tokens themselves. */
public final class FeedFeature implements Feature {
  private final ClusterFeature cluster;
  private final Feed feed;

  /**
   * Creates the feature, which publishes the keys in {@code keys}.
   *
   * @param kinds the kinds of changes that this version supports
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

  /** Returns the feed, which receives changes after the features have applied them. */
  public Feed feed() {
    return feed;
  }

  @Override
  public void begin() {
    feed.begin(cluster.start());
  }

  @Override
  public List<Figure> figures() {
    return feed.figures();
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(new FeedRoutes(feed));
  }

  /** Ends the subscriptions, which would otherwise delay the shutdown. */
  @Override
  public void stop() {
    feed.close();
  }
}

package dev.restauth.outbound;

import dev.restauth.config.Config;
import dev.restauth.feature.Feature;

/** The HTTP client of the server. */
public final class OutboundFeature implements Feature {
  private final OutboundClient client;

  /** Creates the feature; the first call loads and starts what calls need. */
  public OutboundFeature(Config config) {
    this.client = new OutboundClient(config);
  }

  /** Returns the client for other features. They may use it until this feature is closed. */
  public OutboundClient client() {
    return client;
  }

  @Override
  public void close() {
    client.close();
  }
}

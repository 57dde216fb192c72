package dev.restauth.outbound;

import dev.restauth.config.Config;
import dev.restauth.feature.Feature;
import dev.restauth.figure.Figure;
import java.util.List;
import java.util.Optional;

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

  /**
   * Reads the file of authorities again.
   *
   * @return a line for the operator; empty if the settings name no file
   * @throws IllegalArgumentException if the file cannot be used; then nothing has changed
   */
  public Optional<String> reloadAuthorities() {
    return client.reloadAuthorities();
  }

  @Override
  public List<Figure> figures() {
    return client.figures();
  }

  @Override
  public void close() {
    client.close();
  }
}

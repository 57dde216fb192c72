package dev.restauth.outbound;

import dev.restauth.config.Config;
import dev.restauth.feature.Feature;
import dev.restauth.figure.Figure;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The feature with the server's HTTP client. */
public final class OutboundFeature implements Feature {
  private final OutboundCounts counts;
  private final OutboundClient client;

  /**
   * Creates the feature. The first call to another server loads the classes and starts the threads.
   *
   * @param kinds the kinds of calls that this server makes
   */
  public OutboundFeature(Config config, Set<CallKind> kinds) {
    this.counts = new OutboundCounts(kinds);
    this.client = new OutboundClient(config, counts);
  }

  /** Returns the client, for other features. They may use it until this feature is closed. */
  public OutboundClient client() {
    return client;
  }

  /**
   * Returns an endpoint that the operator chose. Its calls are counted together with the calls of
   * the client. The caller must close the endpoint.
   *
   * @param uri a URL that {@link OperatorEndpoint#check} accepts
   * @param authorities a file of certificate authorities to trust, in addition to those that Java
   *     trusts
   */
  public OperatorEndpoint endpoint(CallKind kind, URI uri, Optional<Path> authorities) {
    return new OperatorEndpoint(kind, uri, authorities, counts);
  }

  /**
   * Reads the file of certificate authorities again.
   *
   * @return a line for the operator; empty if the settings name no file
   * @throws IllegalArgumentException if the file cannot be used; in that case nothing changes
   */
  public Optional<String> reloadAuthorities() {
    return client.reloadAuthorities();
  }

  @Override
  public List<Figure> figures() {
    return counts.figures();
  }

  @Override
  public void close() {
    client.close();
  }
}

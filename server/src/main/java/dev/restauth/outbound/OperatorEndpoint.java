package dev.restauth.outbound;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * A URL that the operator chose, unlike the URLs that API clients choose. With https, the URL may
 * lead to nearly any address; with http, only to private addresses and to this machine. Apart from
 * this, calls work like the calls of {@link OutboundClient}, but with separate limits. Thread-safe.
 * Nothing is loaded or started before the first call.
 */
public final class OperatorEndpoint implements AutoCloseable {
  private static final int ANSWER_AT_MOST = 64 * 1024;

  private final CallKind kind;
  private final URI uri;
  private final OutboundClient client;

  /**
   * Creates an endpoint.
   *
   * @param kind the reason for calling the URL
   * @param uri a URL that {@link #check} accepts
   * @param authorities a file of certificate authorities to trust, in addition to those that Java
   *     trusts
   * @param counts counts the calls
   */
  OperatorEndpoint(CallKind kind, URI uri, Optional<Path> authorities, OutboundCounts counts) {
    this.kind = kind;
    this.uri = uri;
    this.client =
        new OutboundClient(
            () -> AddressRules.ofOperator("https".equalsIgnoreCase(uri.getScheme())),
            authorities,
            InetAddress::getAllByName,
            OutboundClient.DEADLINE,
            counts);
  }

  /**
   * Checks that a URL can be called, without calling it.
   *
   * @throws IllegalArgumentException if the URL cannot be called; the message does not quote the
   *     URL
   */
  public static void check(URI uri) {
    try {
      var _ = OutboundTarget.ofOperator(uri);
    } catch (OutboundException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /**
   * Posts a body, and ignores the content of the answer.
   *
   * @throws OutboundException if there is no answer with a status from 200 to 299 within 5 seconds
   */
  public void post(String mediaType, byte[] body, Optional<OperatorField> field) {
    var _ =
        client.call(
            new OutboundRequest(
                kind,
                OutboundTarget.ofOperator(uri),
                Optional.of(new OutboundRequest.Content(mediaType, body)),
                Set.of(),
                ANSWER_AT_MOST,
                field));
  }

  /** Aborts a call that is in progress. Later calls fail. */
  @Override
  public void close() {
    client.close();
  }
}

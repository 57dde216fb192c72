package dev.restauth.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** The client of one request, made by the request's own thread. */
final class ConnectedClient implements Client {
  private final ServerRequest request;
  private final TrustedProxies proxies;
  private final Optional<GuardedConnection> connection = GuardedConnection.current();
  private final Thread own = Thread.currentThread();

  ConnectedClient(ServerRequest request, TrustedProxies proxies) {
    this.request = request;
    this.proxies = proxies;
  }

  @Override
  public InetAddress address() {
    return proxies.client(
        peer().getAddress(), request.headers().all(HeaderNames.X_FORWARDED_FOR, List::of));
  }

  /** The guard has noted it; a closed socket no longer knows. */
  private InetSocketAddress peer() {
    if (connection.isPresent()) {
      return connection.get().peer();
    }
    if (request.remotePeer().address() instanceof InetSocketAddress peer) {
      return peer;
    }
    throw new CloseConnectionException("the connection is gone");
  }

  @Override
  public boolean gone() {
    if (connection.isEmpty()) {
      return false;
    }
    if (Thread.currentThread() == own) { // another one could read at the same time as this one
      connection.get().watchClient();
    }
    return connection.get().clientIsGone();
  }
}

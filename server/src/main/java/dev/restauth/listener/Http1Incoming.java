package dev.restauth.listener;

import dev.restauth.http.ClientGoneException;
import dev.restauth.http.Fields;
import dev.restauth.http.IncomingRequest;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemException;
import dev.restauth.http.UnixPeer;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** An HTTP/1.1 request. Its body is read only when {@link #body} is called. */
final class Http1Incoming implements IncomingRequest {
  private final Http1Connection connection;
  private final HeadReader head;
  private final GuardedConnection guard;
  private final boolean secure;

  /** The body, if it has been read. */
  private Optional<byte[]> body = Optional.empty();

  private volatile boolean gone;

  Http1Incoming(
      Http1Connection connection, HeadReader head, GuardedConnection guard, boolean secure) {
    this.connection = connection;
    this.head = head;
    this.guard = guard;
    this.secure = secure;
  }

  @Override
  public Method method() {
    return head.method();
  }

  @Override
  public String path() {
    return head.path();
  }

  @Override
  public String query() {
    return head.query();
  }

  @Override
  public Fields fields() {
    return head;
  }

  @Override
  public boolean isSecure() {
    return secure;
  }

  @Override
  public InetSocketAddress peer() {
    return guard.peer();
  }

  @Override
  public Optional<UnixPeer> unixPeer() {
    return guard.unixPeer();
  }

  @Override
  public byte[] body() {
    if (body.isEmpty()) {
      body = Optional.of(connection.isOnLoop() ? connection.bodyNow() : await());
    }
    return body.get();
  }

  private byte[] await() {
    CompletableFuture<byte[]> coming = new CompletableFuture<>();
    connection.sendBodyTo(coming);
    try {
      return coming.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ProblemException problem) {
        throw problem;
      }
      throw new ClientGoneException("the connection is closed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClientGoneException("interrupted", e);
    }
  }

  @Override
  public boolean gone() {
    return gone;
  }

  /** Records that the client has closed its sending side or the connection. */
  void noteGone() {
    gone = true;
  }
}

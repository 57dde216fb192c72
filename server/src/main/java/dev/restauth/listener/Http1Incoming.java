package dev.restauth.listener;

import dev.restauth.http.ClientGoneException;
import dev.restauth.http.Fields;
import dev.restauth.http.Incoming;
import dev.restauth.http.Limits;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import io.helidon.common.buffers.DataReader.IncorrectNewLineException;
import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** A request of HTTP/1.1, made by its connection's own thread. */
final class Http1Incoming implements Incoming {
  private final ServerRequest request;
  private final Optional<GuardedConnection> connection = GuardedConnection.current();
  private final Thread own = Thread.currentThread();

  Http1Incoming(ServerRequest request) {
    this.request = request;
  }

  @Override
  public Method method() {
    return new Method(request.prologue().method().text());
  }

  @Override
  public String path() {
    return request.prologue().uriPath().rawPath();
  }

  @Override
  public String query() {
    return request.query().rawValue();
  }

  @Override
  public Fields fields() {
    return name -> request.headers().all(HelidonNames.of(name), List::of);
  }

  @Override
  public boolean isSecure() {
    return request.isSecure();
  }

  /** The guard has noted it; a closed socket no longer knows. */
  @Override
  public InetSocketAddress peer() {
    if (connection.isPresent()) {
      return connection.get().peer();
    }
    if (request.remotePeer().address() instanceof InetSocketAddress peer) {
      return peer;
    }
    throw new ClientGoneException("the connection is gone");
  }

  @Override
  public byte[] body() {
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    try {
      // Not closed: Helidon's stream reads on for that. To ask for it may write 100 (Continue).
      InputStream content = request.content().inputStream();
      byte[] body = content.readNBytes(Limits.BODY_BYTES + 1);
      if (body.length > Limits.BODY_BYTES) {
        throw tooLarge();
      }
      return body;
    } catch (InsufficientDataAvailableException e) {
      throw unreadable("The body ended before its declared length.");
    } catch (RequestException e) {
      throw e.status().equals(Status.REQUEST_ENTITY_TOO_LARGE_413)
          ? tooLarge()
          : unreadable("The body's chunks are malformed.");
    } catch (IncorrectNewLineException | NumberFormatException e) {
      throw unreadable("The body's chunks are malformed.");
    } catch (CloseConnectionException e) {
      throw new ClientGoneException("the connection is gone", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whatever is still to come on this connection has no known beginning. */
  private static ProblemException unreadable(String why) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST.because(why), true);
  }

  private static ProblemException tooLarge() {
    return new ProblemException(Limits.bodyTooLarge(), true);
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

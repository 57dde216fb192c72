package dev.restauth.http;

import io.helidon.common.buffers.DataReader.IncorrectNewLineException;
import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.http.Headers;
import io.helidon.http.Method;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketAddress;

/** A request of HTTP/1.1, made by its connection's own thread. */
record Http1Incoming(ServerRequest request) implements Incoming {

  @Override
  public Method method() {
    return request.prologue().method();
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
  public Headers headers() {
    return request.headers();
  }

  @Override
  public boolean isSecure() {
    return request.isSecure();
  }

  @Override
  public SocketAddress peer() {
    return request.remotePeer().address();
  }

  @Override
  public byte[] body() {
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    // Not closed: Helidon's stream reads on for that.
    InputStream content = request.content().inputStream();
    try {
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
  public Client client(TrustedProxies proxies) {
    return new ConnectedClient(request, proxies);
  }
}

package dev.restauth.listener;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * A connection that speaks HTTP/2 where it begins with the preface of that (RFC 9113 section 3.4) and TLS, if there is
 * any, has agreed on it (ALPN); else HTTP/1.1. Nobody changes over in between: RFC 9113 has no Upgrade any more.
 */
final class VersionedConnection implements ServerConnection, InterruptableTask<Void> {
  static final String ALPN = "h2";
  private static final byte[] PREFACE = "PRI ".getBytes(StandardCharsets.US_ASCII);

  private final ConnectionContext context;
  private final DataReader reader;
  private final ServerConnection http1;
  private final GuardedConnection guard;
  private final Http2Requests requests;
  private volatile boolean isHttp1;

  /**
   * One of which nobody knows yet what it speaks.
   *
   * @param reader keeps what was read to find out
   */
  VersionedConnection(
      ConnectionContext context,
      DataReader reader,
      ServerConnection http1,
      GuardedConnection guard,
      Http2Requests requests) {
    this.context = context;
    this.reader = reader;
    this.http1 = http1;
    this.guard = guard;
    this.requests = requests;
  }

  @Override
  public void handle(Limit limit) throws InterruptedException {
    if (begin()) {
      http1.handle(limit);
    }
  }

  @Override
  @Deprecated
  @SuppressWarnings({"removal", "deprecation"})
  public void handle(Semaphore requestSemaphore) throws InterruptedException {
    if (begin()) {
      http1.handle(requestSemaphore);
    }
  }

  /** Whether it is HTTP/1.1; else it is over when this returns. */
  private boolean begin() {
    isHttp1 = !speaksHttp2();
    if (!isHttp1) {
      guard.serveHttp2(context, reader.readBytes(reader.available()), requests);
    }
    return isHttp1;
  }

  /** What TLS has agreed on is known only when something has come. */
  private boolean speaksHttp2() {
    try {
      return reader.startsWith(PREFACE) && (!context.isSecure() || hasAgreed());
    } catch (InsufficientDataAvailableException e) {
      return false; // HTTP/1.1 finds out
    }
  }

  private boolean hasAgreed() {
    HelidonSocket socket = context.serverSocket();
    return socket.protocolNegotiated() && socket.protocol().equals(ALPN);
  }

  @Override
  public Duration idleTime() {
    return isHttp1 ? http1.idleTime() : Duration.ZERO; // the guard looks
  }

  @Override
  public void close(boolean interrupt) {
    if (isHttp1) {
      http1.close(interrupt);
    } else if (interrupt || canInterrupt()) {
      guard.endNow();
    }
  }

  @Override
  public boolean canInterrupt() {
    return isHttp1
        ? http1 instanceof InterruptableTask<?> task && task.canInterrupt()
        : guard.hasNoStreams();
  }
}

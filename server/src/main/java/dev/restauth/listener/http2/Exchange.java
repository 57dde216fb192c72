package dev.restauth.listener.http2;

import dev.restauth.http.Fields;
import dev.restauth.http.IncomingRequest;
import dev.restauth.http.Method;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.Arrays;

/**
 * A request and its answer. Confined to the connection's event loop, except for the methods of
 * {@link IncomingRequest}, which the dispatcher calls.
 */
final class Exchange implements IncomingRequest {
  private static final byte[] EMPTY = {};

  /** The phase of the exchange, which determines the time-out. */
  enum Phase {
    RECEIVING,
    /** The request is complete and queued behind other requests. */
    WAITING,
    ANSWERING,
    /** The answer is being sent to the client. */
    WRITING,
    /** A thread writes a streamed answer, with its own time-out for the client. */
    STREAMING
  }

  final int stream;
  final RequestHead head;
  Phase phase = Phase.RECEIVING;

  /** The start of the phase, in nanoseconds. */
  long since;

  /** Indicates whether the client has sent the whole request. */
  boolean complete;

  /** The memory of the request, in bytes. */
  int held;

  /** The number of answer bytes that are not written yet. */
  int untaken;

  private final Http2Host host;
  private byte[] body = EMPTY;
  private int length;
  private volatile boolean gone;

  Exchange(int stream, RequestHead head, long since, Http2Host host) {
    this.stream = stream;
    this.head = head;
    this.since = since;
    this.host = host;
    this.held = head.size();
  }

  /** Adds bytes to the body, and returns the new length of the body. */
  int add(ByteBuf more) {
    int some = more.readableBytes();
    if (length + some > body.length) {
      held -= body.length;
      body = Arrays.copyOf(body, Math.max(length + some, 2 * body.length));
      held += body.length;
    }
    more.readBytes(body, length, some);
    length += some;
    return length;
  }

  boolean hasBody() {
    return length > 0;
  }

  void enter(Phase next, long now) {
    phase = next;
    since = now;
  }

  @Override
  public String protocol() {
    return "HTTP/2.0";
  }

  @Override
  public Method method() {
    return Method.of(head.method());
  }

  @Override
  public String path() {
    int query = head.target().indexOf('?');
    return query < 0 ? head.target() : head.target().substring(0, query);
  }

  @Override
  public String query() {
    int query = head.target().indexOf('?');
    return query < 0 ? "" : head.target().substring(query + 1);
  }

  @Override
  public Fields fields() {
    return head;
  }

  @Override
  public boolean isSecure() {
    return host.isSecure();
  }

  @Override
  public InetSocketAddress peer() {
    return host.peer();
  }

  @Override
  public byte[] body() {
    return length == body.length ? body : Arrays.copyOf(body, length);
  }

  @Override
  public boolean gone() {
    return gone;
  }

  /** Records that the stream is closed. */
  void noteGone() {
    gone = true;
  }
}

package dev.restauth.listener.http2;

import dev.restauth.http.Fields;
import dev.restauth.http.IncomingRequest;
import dev.restauth.http.Method;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.Arrays;

/** One request and its answer. Used by the connection's loop, and as {@link IncomingRequest} by whoever answers it. */
final class Exchange implements IncomingRequest {
  private static final byte[] EMPTY = {};

  /** What it is doing, which bounds how long it may. */
  enum Phase {
    RECEIVING,
    /** It is complete, and others are taken first. */
    WAITING,
    ANSWERING,
    /** Its answer waits for the client. */
    WRITING,
    /** Pieces of its answer are written as they come; who writes them bounds how long the client may take. */
    STREAMING
  }

  final int stream;
  final RequestHead head;
  Phase phase = Phase.RECEIVING;

  /** When it began, or when its answer did. */
  long since;

  /** Whether the client has sent all of it. */
  boolean complete;

  /** What the request holds of memory, in bytes. */
  int held;

  /** Of its answer, so much is not written; in bytes. */
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

  /** Adds to the body, and tells how much there is of it. */
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

  /** Its stream is over. */
  void noteGone() {
    gone = true;
  }
}

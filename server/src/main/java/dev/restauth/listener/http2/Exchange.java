package dev.restauth.listener.http2;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** One request and its answer. Guarded by the lock of its connection, but for {@link #gone}. */
final class Exchange {
  /** What it is doing, which bounds how long it may. */
  enum Phase {
    RECEIVING,
    ANSWERING,
    /** Its answer waits for the client, which who writes it bounds. */
    WRITING
  }

  final int stream;
  final RequestHead head;

  Phase phase = Phase.RECEIVING;

  /** When it began, or when its answer did. */
  long since;

  /** What it holds of memory, in bytes. */
  int held;

  /** Whether its stream is over. */
  volatile boolean gone;

  private ByteArrayOutputStream body = new ByteArrayOutputStream(0);

  Exchange(int stream, RequestHead head, long since) {
    this.stream = stream;
    this.head = head;
    this.since = since;
    this.held = head.size();
  }

  /** Adds to the body, and tells how much there is of it. */
  int add(ByteBuf more) {
    try {
      more.readBytes(body, more.readableBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return body.size();
  }

  /** What there is of the body, which is not kept. */
  byte[] takeBody() {
    byte[] bytes = body.toByteArray();
    body = new ByteArrayOutputStream(0);
    return bytes;
  }
}

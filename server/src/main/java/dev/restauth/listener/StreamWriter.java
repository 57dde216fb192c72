package dev.restauth.listener;

import dev.restauth.http.ClientGoneException;
import dev.restauth.http.Streamed;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Writes a streamed HTTP/1.1 answer, chunk by chunk, on a separate thread, which may block. */
final class StreamWriter implements Streamed.Reader {
  private static final System.Logger LOG = System.getLogger(StreamWriter.class.getName());

  /**
   * The maximum size of a chunk, in bytes. It is low, because the bytes are copied for each socket,
   * and a thousand clients may receive a chunk at the same time.
   */
  static final int CHUNK_AT_MOST = 64 * 1024;

  private static final byte[] END_OF_LINE = {'\r', '\n'};

  private final ChannelHandlerContext context;
  private final GuardedConnection guard;
  private ChannelFuture last;

  /** Creates a writer for an answer whose head was already written. */
  StreamWriter(ChannelHandlerContext context, GuardedConnection guard) {
    this.context = context;
    this.guard = guard;
    this.last = context.newSucceededFuture();
  }

  /**
   * Writes the whole answer and closes the connection. After a failure, the last chunk is missing,
   * which shows the client that the answer is incomplete.
   */
  void write(Streamed streamed) {
    try {
      streamed.writeTo(this);
      last = context.writeAndFlush(Unpooled.wrappedBuffer(text("0\r\n\r\n")));
      await();
    } catch (ClientGoneException e) {
      // The client has closed the connection.
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a stream failed", e);
    } finally {
      var _ = context.close();
    }
  }

  @Override
  public void write(byte[] bytes) {
    for (int from = 0; from < bytes.length; from += CHUNK_AT_MOST) {
      send(bytes, from, Math.min(CHUNK_AT_MOST, bytes.length - from));
      await();
    }
  }

  @Override
  public boolean offer(byte[] bytes) {
    if (!context.channel().isActive()) {
      throw gone();
    }
    boolean taken = last.isDone();
    if (taken) {
      send(bytes, 0, bytes.length);
    }
    return taken;
  }

  @Override
  public boolean isStopping() {
    return guard.isStopping();
  }

  /**
   * Sends a chunk (RFC 9112 section 7.1). Does not change the bytes, which other clients may share.
   */
  private void send(byte[] bytes, int from, int length) {
    last =
        context.writeAndFlush(
            Unpooled.wrappedBuffer(
                Unpooled.wrappedBuffer(text(Integer.toHexString(length) + "\r\n")),
                Unpooled.wrappedBuffer(bytes, from, length),
                Unpooled.wrappedBuffer(END_OF_LINE)));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private void await() {
    try {
      if (!last.await(Timeouts.NEWS.toNanos(), TimeUnit.NANOSECONDS) || !last.isSuccess()) {
        throw gone();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClientGoneException("interrupted", e);
    }
  }

  private static ClientGoneException gone() {
    return new ClientGoneException("the client of a stream has closed the connection");
  }
}

package dev.restauth.listener;

import dev.restauth.http.ClientGoneException;
import dev.restauth.http.Streamed;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Writes a streamed HTTP/1.1 answer, chunk by chunk, on its own thread, which may block. */
final class StreamWriter implements Streamed.Reader {
  private static final System.Logger LOG = System.getLogger(StreamWriter.class.getName());

  private final ChannelHandlerContext context;
  private final GuardedConnection guard;
  private ChannelFuture last;

  /** Creates it after the head was written. */
  StreamWriter(ChannelHandlerContext context, GuardedConnection guard) {
    this.context = context;
    this.guard = guard;
    this.last = context.newSucceededFuture();
  }

  /** Writes the whole answer and closes the connection. After a failure the last chunk is missing. */
  void write(Streamed streamed) {
    try {
      streamed.writeTo(this);
      send("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
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
    send(chunk(bytes));
    await();
  }

  @Override
  public boolean offer(byte[] bytes) {
    if (!context.channel().isActive()) {
      throw gone();
    }
    boolean taken = last.isDone();
    if (taken) {
      send(chunk(bytes));
    }
    return taken;
  }

  @Override
  public boolean isStopping() {
    return guard.isStopping();
  }

  private static byte[] chunk(byte[] bytes) {
    byte[] size = (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    byte[] chunk = new byte[size.length + bytes.length + 2];
    System.arraycopy(size, 0, chunk, 0, size.length);
    System.arraycopy(bytes, 0, chunk, size.length, bytes.length);
    chunk[chunk.length - 2] = '\r';
    chunk[chunk.length - 1] = '\n';
    return chunk;
  }

  private void send(byte[] bytes) {
    last = context.writeAndFlush(Unpooled.wrappedBuffer(bytes));
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

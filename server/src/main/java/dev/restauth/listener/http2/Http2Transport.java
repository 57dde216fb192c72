package dev.restauth.listener.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/**
 * The transport between the HTTP/2 codec and the socket. It collects written frames in one buffer.
 * It copies input from the receive buffer that all connections share. While the client does not
 * read answers, the transport reads no input (back-pressure). After the last frame, it reads and
 * discards input for a while, so that the client receives this frame.
 */
final class Http2Transport extends ChannelDuplexHandler {
  /**
   * The size, in bytes, at which the buffer is written to the socket even without a flush.
   * Otherwise, the socket's back-pressure would not work.
   */
  private static final int PIECE_BYTES = 16 * 1024;

  private static final int USUAL_BYTES = 256;

  private final Http2Connection connection;
  private ByteBuf waiting = Unpooled.EMPTY_BUFFER;
  private int usual = USUAL_BYTES;
  private boolean over;

  Http2Transport(Http2Connection connection) {
    this.connection = connection;
  }

  /** The buffer for written frames. */
  ByteBuf output() {
    if (waiting.maxCapacity() == 0) {
      waiting = Unpooled.buffer(usual);
    }
    return waiting;
  }

  /** Writes the buffer to the socket if it is large. */
  void written(ChannelHandlerContext ctx) {
    if (waiting.readableBytes() >= PIECE_BYTES) {
      writeOut(ctx);
    }
  }

  private void writeOut(ChannelHandlerContext ctx) {
    ByteBuf bytes = waiting;
    waiting = Unpooled.EMPTY_BUFFER;
    if (bytes.isReadable()) {
      usual = Math.max(USUAL_BYTES, Math.min(PIECE_BYTES, bytes.readableBytes()));
      var _ = ctx.write(bytes, ctx.voidPromise());
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    ByteBuf more = (ByteBuf) message;
    if (!over) {
      output().writeBytes(more);
    }
    more.release();
    promise.trySuccess();
    written(ctx);
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    writeOut(ctx);
    ctx.flush();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf more = (ByteBuf) message;
    if (over) {
      more.release();
      connection.readOn();
      return;
    }
    byte[] bytes = new byte[more.readableBytes()];
    more.readBytes(bytes);
    more.release();
    ctx.fireChannelRead(Unpooled.wrappedBuffer(bytes));
  }

  /**
   * Suppresses reads while the client does not read answers, because Netty's codec always requests
   * more input.
   */
  @Override
  public void read(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable() || over) {
      ctx.read();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    boolean reads = ctx.channel().isWritable() || over;
    ctx.channel().config().setAutoRead(reads);
    if (reads) {
      ctx.read(); // for reads that were suppressed before this notification
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (!over && ctx.channel().isActive()) {
      writeOut(ctx);
      over = true;
      connection.end();
      ctx.channel().config().setAutoRead(true);
      ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> connection.saidAll());
    }
    promise.trySuccess();
  }
}

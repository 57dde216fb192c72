package dev.restauth.listener.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/**
 * What is between the codec and the socket: frames that are written together leave as one buffer, what comes is copied
 * out of the buffer that all connections share, nothing is read while the client takes nothing, and after the last frame
 * the client may go on sending for a while, so that it reads that.
 */
final class Http2Transport extends ChannelDuplexHandler {
  /** More than that is handed on before it is flushed, so that the socket's bounds count; in bytes. */
  private static final int PIECE_BYTES = 16 * 1024;

  private static final int USUAL_BYTES = 256;

  private final Http2Connection connection;
  private ByteBuf waiting = Unpooled.EMPTY_BUFFER;
  private int usual = USUAL_BYTES;
  private boolean over;

  Http2Transport(Http2Connection connection) {
    this.connection = connection;
  }

  /** Where frames are written. */
  ByteBuf output() {
    if (waiting.maxCapacity() == 0) {
      waiting = Unpooled.buffer(usual);
    }
    return waiting;
  }

  /** Hands on what was written, if that is much. */
  void written(ChannelHandlerContext ctx) {
    if (waiting.readableBytes() >= PIECE_BYTES) {
      handOn(ctx);
    }
  }

  private void handOn(ChannelHandlerContext ctx) {
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
    handOn(ctx);
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

  /** Netty's codec reads whether or not it should. */
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
      ctx.read(); // what was held up before this was told
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (!over && ctx.channel().isActive()) {
      handOn(ctx);
      over = true;
      connection.end();
      ctx.channel().config().setAutoRead(true);
      ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> connection.saidAll());
    }
    promise.trySuccess();
  }
}

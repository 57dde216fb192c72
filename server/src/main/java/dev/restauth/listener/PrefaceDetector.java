package dev.restauth.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Detects, from the first bytes, whether a connection in clear text uses HTTP/1.1, or HTTP/2 with
 * prior knowledge (RFC 9113 section 3.3). An upgrade from HTTP/1.1 to HTTP/2 on an open connection
 * is not supported, because RFC 9113 has removed it.
 */
final class PrefaceDetector extends ChannelInboundHandlerAdapter {
  /**
   * The start of the HTTP/2 preface. In HTTP/1.1, the server would refuse every request that starts
   * with these bytes.
   */
  private static final byte[] PREFACE = "PRI ".getBytes(StandardCharsets.US_ASCII);

  private final Consumer<ChannelHandlerContext> http1;
  private final Consumer<ChannelHandlerContext> http2;
  private ByteBuf first = Unpooled.EMPTY_BUFFER;

  /**
   * Creates the detector of a new connection.
   *
   * @param http1 adds the HTTP/1.1 handler to the pipeline
   * @param http2 adds the HTTP/2 handlers to the pipeline
   */
  PrefaceDetector(Consumer<ChannelHandlerContext> http1, Consumer<ChannelHandlerContext> http2) {
    this.http1 = http1;
    this.http2 = http2;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf more = (ByteBuf) message;
    byte[] bytes = new byte[first.readableBytes() + more.readableBytes()];
    int before = first.readableBytes();
    first.readBytes(bytes, 0, before);
    more.readBytes(bytes, before, more.readableBytes());
    more.release();
    first = Unpooled.wrappedBuffer(bytes);
    int length = Math.min(PREFACE.length, bytes.length);
    boolean preface = ByteBufUtil.equals(first, 0, Unpooled.wrappedBuffer(PREFACE), 0, length);
    if (!preface || length == PREFACE.length) {
      install(ctx, preface ? http2 : http1);
    }
  }

  private void install(ChannelHandlerContext ctx, Consumer<ChannelHandlerContext> protocol) {
    protocol.accept(ctx);
    ByteBuf all = first;
    first = Unpooled.EMPTY_BUFFER;
    if (all.isReadable()) {
      ctx.fireChannelRead(all);
    }
    ctx.pipeline().remove(this);
  }

  /**
   * Uses HTTP/1.1 if the client stops sending before the preface is complete, because the HTTP/1.1
   * handler can handle truncated input.
   */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      install(ctx, http1);
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    var _ = ctx.close();
  }
}

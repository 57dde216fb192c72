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
 * Finds out by its first bytes whether a connection in clear text speaks HTTP/2, with prior knowledge (RFC 9113 section
 * 3.3), or HTTP/1.1. Nobody changes over later: RFC 9113 has no Upgrade any more.
 */
final class PrefaceDetector extends ChannelInboundHandlerAdapter {
  /** How the preface of HTTP/2 begins, and no request of HTTP/1.1 that is answered otherwise. */
  private static final byte[] PREFACE = "PRI ".getBytes(StandardCharsets.US_ASCII);

  private final Consumer<ChannelHandlerContext> http1;
  private final Consumer<ChannelHandlerContext> http2;
  private ByteBuf first = Unpooled.EMPTY_BUFFER;

  /**
   * For a connection of which nothing has come.
   *
   * @param http1 adds what speaks HTTP/1.1 to the pipeline
   * @param http2 the same for HTTP/2
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
      change(ctx, preface ? http2 : http1);
    }
  }

  private void change(ChannelHandlerContext ctx, Consumer<ChannelHandlerContext> speaker) {
    speaker.accept(ctx);
    ByteBuf all = first;
    first = Unpooled.EMPTY_BUFFER;
    if (all.isReadable()) {
      ctx.fireChannelRead(all);
    }
    ctx.pipeline().remove(this);
  }

  /** Too little has come to tell: HTTP/1.1 finds out what that is. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      change(ctx, http1);
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    var _ = ctx.close();
  }
}

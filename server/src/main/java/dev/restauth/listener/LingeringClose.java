package dev.restauth.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;

/**
 * The lingering close of a connection: after the last answer, the server reads and discards input
 * for a while. Closing a socket with unread bytes would reset the connection, and the client might
 * not receive the answer (RFC 9112 section 9.6).
 */
final class LingeringClose extends ChannelInboundHandlerAdapter implements Protocol {
  private final GuardedConnection guard;
  private final long until;

  LingeringClose(GuardedConnection guard) {
    this.guard = guard;
    this.until = guard.now() + guard.timeouts().request().toNanos();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    guard.setProtocol(this);
    guard.become(ConnectionState.LINGERING);
    guard.hold(0);
    ctx.channel().config().setAutoRead(true);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message);
    guard.become(ConnectionState.LINGERING);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
      var _ = ctx.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    guard.end();
  }

  @Override
  public void stop() {
    guard.end();
  }

  @Override
  public boolean isOverdue(long now) {
    return now - until > 0;
  }

  @Override
  public void closeGracefully() {
    guard.end();
  }
}

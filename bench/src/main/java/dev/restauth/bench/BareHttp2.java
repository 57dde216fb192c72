package dev.restauth.bench;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Frame;
import io.netty.handler.codec.http2.Http2HeadersFrame;

/** An HTTP/2 connection of a {@link BareServer}. */
final class BareHttp2 extends SimpleChannelInboundHandler<Http2Frame> {
  private final BareAnswer answer;

  BareHttp2(BareAnswer answer) {
    this.answer = answer;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, Http2Frame frame) {
    if (frame instanceof Http2HeadersFrame request) {
      boolean authorized = request.headers().contains(HttpHeaderNames.AUTHORIZATION);
      Http2Frame head =
          new DefaultHttp2HeadersFrame(answer.http2(authorized)).stream(request.stream());
      Http2Frame body = new DefaultHttp2DataFrame(answer.body(), true).stream(request.stream());
      ChannelFuture _ = context.write(head);
      ChannelFuture _ = context.write(body);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    ChannelFuture _ = context.close();
  }
}

package dev.restauth.bench;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;

/** An HTTP/1.1 connection of a {@link BareServer}. */
final class BareHttp1 extends SimpleChannelInboundHandler<HttpObject> {
  private final BareAnswer answer;

  BareHttp1(BareAnswer answer) {
    this.answer = answer;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
    if (part instanceof HttpRequest request) {
      boolean authorized = request.headers().contains(HttpHeaderNames.AUTHORIZATION);
      ChannelFuture _ = context.write(answer.http1(authorized), context.voidPromise());
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

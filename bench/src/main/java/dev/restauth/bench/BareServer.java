package dev.restauth.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * A minimal Netty server for {@code GET /api/resource}, on one event loop (NIO), over HTTP/1.1 and
 * over HTTP/2 by prior knowledge. It requires an Authorization field but does not check it, and
 * sends the same bytes and fields as REST-auth.
 */
public final class BareServer {
  private static final int BACKLOG = 1024;

  private BareServer() {}

  /**
   * Serves on a free port of 127.0.0.1 and prints its address.
   *
   * @param arguments the name in the greeting
   */
  public static void main(String[] arguments) throws InterruptedException {
    BareAnswer answer = new BareAnswer(arguments[0]);
    Channel server =
        new ServerBootstrap()
            .group(new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()))
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(new Connections(answer))
            .bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))
            .sync()
            .channel();
    System.out.println(
        "bare server ready on http://127.0.0.1:"
            + ((InetSocketAddress) server.localAddress()).getPort());
  }

  /** Sets up new connections. Thread-safe. */
  private static final class Connections extends ChannelInitializer<Channel> {
    private final BareAnswer answer;

    Connections(BareAnswer answer) {
      this.answer = answer;
    }

    @Override
    protected void initChannel(Channel channel) {
      channel.pipeline().addLast(new Protocol(answer));
    }
  }

  /**
   * Distinguishes HTTP/2's preface from an HTTP/1.1 request by the first two bytes (RFC 9113, 3.4).
   */
  private static final class Protocol extends ByteToMessageDecoder {
    private static final int PR = ('P' << 8) | 'R';

    private final BareAnswer answer;

    Protocol(BareAnswer answer) {
      this.answer = answer;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
      if (in.readableBytes() < Short.BYTES) {
        return;
      }
      if (in.getUnsignedShort(in.readerIndex()) == PR) {
        context
            .pipeline()
            .addLast(Http2FrameCodecBuilder.forServer().build(), new BareHttp2(answer));
      } else {
        context.pipeline().addLast(new HttpServerCodec(), new BareHttp1(answer));
      }
      context.pipeline().remove(this);
    }
  }
}

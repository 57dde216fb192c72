package dev.restauth.listener;

import dev.restauth.http.Answer;
import dev.restauth.http.Fields;
import dev.restauth.http.IncomingRequest;
import dev.restauth.http.Problem;
import dev.restauth.listener.http2.Http2Connection;
import dev.restauth.listener.http2.Http2Host;
import dev.restauth.listener.http2.Http2Limits;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Connects an HTTP/2 connection to the guard and the dispatcher. Confined to the connection's event
 * loop.
 */
final class Http2Client implements Http2Host, Protocol {
  private static final System.Logger LOG = System.getLogger(Http2Client.class.getName());

  /**
   * The maximum number of concurrent streams of a connection. RFC 9113 section 6.5.2 recommends at
   * least 100.
   */
  static final int STREAMS = 100;

  private final ChannelHandlerContext context;
  private final GuardedConnection guard;
  private final Answering answering;
  private final boolean secure;
  private final HeadWriter writer;
  private final Http2Connection connection;

  @SuppressWarnings("this-escape") // the connection needs only the fields that are set
  private Http2Client(
      ChannelHandlerContext context,
      GuardedConnection guard,
      Answering answering,
      boolean secure,
      HeadWriter writer) {
    this.context = context;
    this.guard = guard;
    this.answering = answering;
    this.secure = secure;
    this.writer = writer;
    Timeouts timeouts = guard.timeouts();
    Http2Limits bounds =
        new Http2Limits(STREAMS, timeouts.request(), timeouts.answer(), Timeouts.NEWS);
    this.connection = new Http2Connection(context.pipeline(), this, bounds, guard::now);
  }

  /** Installs HTTP/2 at the end of the pipeline. */
  static void install(
      ChannelHandlerContext context,
      GuardedConnection guard,
      Answering answering,
      boolean secure,
      HeadWriter writer) {
    guard
        .channel()
        .channel()
        .config()
        .setOption(
            ChannelOption.ALLOW_HALF_CLOSURE,
            false); // a half-closed connection is treated as closed
    guard.setProtocol(new Http2Client(context, guard, answering, secure, writer));
  }

  @Override
  public InetSocketAddress peer() {
    return guard.peer();
  }

  @Override
  public boolean isSecure() {
    return secure;
  }

  @Override
  public void answer(IncomingRequest request, Consumer<Optional<Answer>> then) {
    answering.answer(request, context.executor(), then);
  }

  @Override
  public Answer refusal(Problem problem, Fields request) {
    return answering.dispatcher().refusal(problem, request, guard.peer(), "HTTP/2.0");
  }

  @Override
  public String date() {
    return writer.dateText();
  }

  @Override
  public void note(Load load) {
    guard.become(
        switch (load) {
          case NONE -> ConnectionState.IDLE;
          case INCOMPLETE -> ConnectionState.GATHERING;
          case ANSWERING -> ConnectionState.SHARED;
          case UNTAKEN -> ConnectionState.WRITING;
          case ENDED -> ConnectionState.LINGERING;
        });
  }

  @Override
  public void hold(int bytes) {
    guard.hold(bytes);
  }

  @Override
  public boolean isTooMuchHeld() {
    return guard.isTooMuchHeld();
  }

  @Override
  public boolean hasUnread() {
    return guard.channel().hasUnread();
  }

  @Override
  public long pendingBytes() {
    return guard.channel().pendingBytes();
  }

  @Override
  public void endOutput() {
    SslHandler tls = guard.channel().channel().pipeline().get(SslHandler.class);
    if (tls == null) {
      guard.channel().shutdownOutput();
    } else {
      var _ = tls.closeOutbound();
    }
  }

  @Override
  public void failed(Throwable cause) {
    if (!ClientFault.is(cause)) {
      LOG.log(Level.ERROR, "a connection failed", cause);
    }
    guard.end();
  }

  @Override
  public void stop() {
    if (guard.doing() == ConnectionState.LINGERING) {
      if (!hasUnread()) {
        guard.end();
      }
    } else {
      connection.stop();
    }
  }

  @Override
  public boolean isOverdue(long now) {
    return connection.isOverdue(now);
  }

  @Override
  public void closeGracefully() {
    connection.closeGracefully();
  }

  @Override
  public void sendClosingMessage() {
    connection.sendClosingMessage();
  }
}

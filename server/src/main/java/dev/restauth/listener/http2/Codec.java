package dev.restauth.listener.http2;

import dev.restauth.http.Answer;
import dev.restauth.http.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2LocalFlowController;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.EmptyHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Exception.HeaderListSizeException;
import io.netty.handler.codec.http2.Http2Exception.StreamException;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP/2 codec of a connection. Netty implements frames, HPACK, stream states and flow control
 * in both directions.
 */
final class Codec extends Http2ConnectionHandler {
  /**
   * The connection's receive window: the maximum memory for the bodies of unanswered requests, in
   * bytes.
   */
  static final int CONNECTION_WINDOW = 128 * 1024;

  /**
   * A stream's receive window. It is larger than the limit of a body, so that the server detects an
   * oversized body without window updates.
   */
  private static final int STREAM_WINDOW = 80 * 1024;

  /** The limit of an encoded field block; the limit of uncompressed fields is much lower. */
  static final int BLOCK_BYTES = 32 * 1024;

  /**
   * A replacement for fields that exceed the limit. A request whose fields are too large thus gets
   * an answer like any other request.
   */
  static final Http2Headers TOO_LARGE = EmptyHttp2Headers.INSTANCE;

  private static final int DEFAULT_WINDOW = 65_535;
  private static final int NO_ERROR = (int) Http2Error.NO_ERROR.code();

  /**
   * The part of a window that is left when a window update is sent. A quarter of the window is then
   * used up.
   */
  private static final float WINDOW_RATIO = 0.75f;

  private final Http2Connection served;
  private final CountedFrames frames;
  private ChannelHandlerContext context;

  @SuppressWarnings("NullAway.Init") // handlerAdded sets the context
  private Codec(
      Http2Connection served,
      CountedFrames frames,
      DefaultHttp2ConnectionDecoder decoder,
      DefaultHttp2ConnectionEncoder encoder,
      Http2Settings settings) {
    super(decoder, encoder, settings, true, false);
    this.served = served;
    this.frames = frames;
    gracefulShutdownTimeoutMillis(-1);
  }

  /**
   * Creates the codec of a new connection.
   *
   * @param states the states of the connection's streams, still empty
   * @param listener receives the frames
   */
  static Codec of(
      Http2Connection served,
      DefaultHttp2Connection states,
      Http2Limits bounds,
      FrameBudget budget,
      LongSupplier nanoTime,
      Http2FrameListener listener,
      FrameWriter writer) {
    states.local().flowController(new DefaultHttp2LocalFlowController(states, WINDOW_RATIO, false));
    states
        .remote()
        .flowController(
            new DefaultHttp2RemoteFlowController(states, new UniformStreamByteDistributor(states)));
    CountedFrames frames =
        new CountedFrames(new BoundedDecoder(), budget, nanoTime, id -> states.stream(id) != null);
    DefaultHttp2ConnectionEncoder encoder = new DefaultHttp2ConnectionEncoder(states, writer);
    DefaultHttp2ConnectionDecoder decoder =
        new DefaultHttp2ConnectionDecoder(states, encoder, frames);
    decoder.frameListener(listener);
    return new Codec(served, frames, decoder, encoder, settings(bounds));
  }

  /**
   * Announces the limit of streams. Http2Connection enforces the limit, because Netty has no state
   * for a stream that Netty itself refuses.
   */
  private static Http2Settings settings(Http2Limits bounds) {
    return new Http2Settings()
        .maxConcurrentStreams(bounds.streams())
        .initialWindowSize(STREAM_WINDOW)
        .maxHeaderListSize(Limits.HEADERS_BYTES);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    context = ctx;
    super.handlerAdded(ctx);
    var received = decoder().flowController();
    received.initialWindowSize(STREAM_WINDOW); // applies even before the client acknowledges it
    received.incrementWindowSize(
        connection().connectionStream(), CONNECTION_WINDOW - DEFAULT_WINDOW);
    ctx.flush();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    served.reading();
    super.channelRead(ctx, message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    super.channelReadComplete(ctx);
    served.read();
  }

  void head(int stream, AnswerHead head, boolean last) {
    var _ = encoder().writeHeaders(context, stream, head, 0, last, context.newPromise());
  }

  /** Writes 100 (Continue), which asks the client for the body of a request. */
  void goOn(int stream) {
    head(stream, AnswerHead.CONTINUE, false);
  }

  void head(int stream, Answer answer, String date, boolean last) {
    head(stream, AnswerHead.of(answer, date), last);
  }

  /**
   * Writes bytes of a body, as fast as the client's windows allow.
   *
   * @return a future that succeeds when all bytes are written, and fails if the stream closes first
   */
  ChannelFuture data(int stream, byte[] bytes, boolean last) {
    ChannelFuture written =
        encoder()
            .writeData(
                context, stream, Unpooled.wrappedBuffer(bytes), 0, last, context.newPromise());
    try {
      encoder().flowController().writePendingBytes();
    } catch (Http2Exception e) {
      onError(context, true, e);
    }
    return written;
  }

  void reset(int stream, Http2Error code) {
    var _ = encoder().writeRstStream(context, stream, code.code(), context.newPromise());
  }

  /** Sends GOAWAY: the connection accepts no more streams. May be called repeatedly. */
  void goAway() {
    if (context.channel().isActive() && !connection().goAwaySent()) {
      var _ =
          goAway(
              context,
              connection().remote().lastStreamCreated(),
              NO_ERROR,
              Unpooled.EMPTY_BUFFER,
              context.newPromise());
    }
  }

  void flush() {
    flush(context);
  }

  /** Returns whether the socket has accepted most of the flushed bytes. */
  boolean isWritable() {
    return context.channel().isWritable();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
    super.channelWritabilityChanged(ctx);
    served.writabilityChanged();
  }

  /**
   * Runs the work on the connection's event loop, after the work that other connections have
   * already queued.
   */
  void afterOthers(Runnable work) {
    var _ = context.executor().schedule(work, 1, TimeUnit.MILLISECONDS);
  }

  /** Runs the work later on the connection's event loop; never if the loop has stopped. */
  void later(Runnable work) {
    try {
      context.executor().execute(work);
    } catch (RejectedExecutionException stopped) {
      // The loop has stopped: the connection is closed.
    }
  }

  void close() {
    var _ = context.close();
  }

  /**
   * The memory of incomplete frames and field blocks, in bytes. A field block counts twice, because
   * Netty's buffer for a field block doubles as it grows.
   */
  int incompleteBytes() {
    return internalBuffer().capacity() + 2 * frames.blockBytes();
  }

  /**
   * The time at which an incomplete frame or field block began, in nanoseconds; 0 if there is none.
   */
  long incompleteSince() {
    return frames.incompleteSince();
  }

  /** Ignores failures to write to a stream, because the client need not be notified of them. */
  @Override
  protected void onStreamError(
      ChannelHandlerContext ctx, boolean outbound, Throwable cause, StreamException fault) {
    if (!outbound) {
      super.onStreamError(ctx, outbound, cause, fault);
    }
  }

  @Override
  protected void onConnectionError(
      ChannelHandlerContext ctx,
      boolean outbound,
      Throwable cause,
      @Nullable Http2Exception fault) {
    if (fault == null) {
      served.failed(cause);
    } else {
      super.onConnectionError(ctx, outbound, cause, fault);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    served.failed(cause);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    // A half-closed connection is treated as closed.
    if (event instanceof SslCloseCompletionEvent) {
      close();
    }
  }

  /**
   * A decoder that does not check field names. RequestHead checks the names later, when the stream
   * exists and can be reset. The decoder returns {@link #TOO_LARGE} for fields that exceed the
   * limit.
   */
  private static final class BoundedDecoder extends DefaultHttp2HeadersDecoder {
    BoundedDecoder() {
      super(false, Limits.HEADERS_BYTES);
    }

    @Override
    public long maxHeaderListSizeGoAway() {
      return BLOCK_BYTES;
    }

    @Override
    protected Http2Headers newHeaders() {
      return new ArrivedFields();
    }

    @Override
    public Http2Headers decodeHeaders(int stream, ByteBuf block) throws Http2Exception {
      try {
        return super.decodeHeaders(stream, block);
      } catch (HeaderListSizeException e) {
        return TOO_LARGE;
      }
    }
  }
}

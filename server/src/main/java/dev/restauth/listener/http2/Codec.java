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
 * Netty's codec in the pipeline of a connection: frames, HPACK, the states of streams and both directions' flow control
 * are Netty's.
 */
final class Codec extends Http2ConnectionHandler {
  /** Bodies that are not answered yet have no more room than this, on the whole connection; in bytes. */
  static final int CONNECTION_WINDOW = 128 * 1024;

  /** More than a body may have: so one that is too large is seen to be, and no stream needs an update. */
  private static final int STREAM_WINDOW = 80 * 1024;

  /** Of an encoded field block; what a request may have, uncompressed, is well below. */
  static final int BLOCK_BYTES = 32 * 1024;

  /** What stands for fields that are more than a request may have: it is answered as any other. */
  static final Http2Headers TOO_LARGE = EmptyHttp2Headers.INSTANCE;

  private static final int DEFAULT_WINDOW = 65_535;
  private static final int NO_ERROR = (int) Http2Error.NO_ERROR.code();

  /** When a quarter of the window is used up, the client is told of more. */
  private static final float WINDOW_RATIO = 0.75f;

  private final Http2Connection served;
  private final CountedFrames frames;
  private ChannelHandlerContext context;

  @SuppressWarnings("NullAway.Init") // the context is set when it is added to its channel, at once
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
   * One of a connection that begins.
   *
   * @param states of its streams, of which nobody has any yet
   * @param listener is told what comes
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

  /** The number of streams is said, but seen to elsewhere: Netty would not know those that it refuses. */
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
    received.initialWindowSize(STREAM_WINDOW); // also before the client has acknowledged it
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

  /** Writes the beginning of an answer. */
  void head(int stream, AnswerHead head, boolean last) {
    var _ = encoder().writeHeaders(context, stream, head, 0, last, context.newPromise());
  }

  /** Asks for the body of a request. */
  void goOn(int stream) {
    head(stream, AnswerHead.CONTINUE, false);
  }

  /** The head of an answer. */
  void head(int stream, Answer answer, String date, boolean last) {
    head(stream, AnswerHead.of(answer, date), last);
  }

  /**
   * Writes some of a body, as the client's windows allow.
   *
   * @return done when all of it is written, failed when its stream is over before
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

  /** Ends a stream. */
  void reset(int stream, Http2Error code) {
    var _ = encoder().writeRstStream(context, stream, code.code(), context.newPromise());
  }

  /** Takes no more streams. May be called again. */
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

  /** Whether the client has taken what was flushed, or most of it. */
  boolean isWritable() {
    return context.channel().isWritable();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
    super.channelWritabilityChanged(ctx);
    served.writabilityChanged();
  }

  /** Runs this on the connection's loop after other connections had their turn. */
  void afterOthers(Runnable work) {
    var _ = context.executor().schedule(work, 1, TimeUnit.MILLISECONDS);
  }

  /** Does this on the connection's loop, a little later; never if that has been stopped. */
  void later(Runnable work) {
    try {
      context.executor().execute(work);
    } catch (RejectedExecutionException stopped) {
      // There is no connection any more.
    }
  }

  void close() {
    var _ = context.close();
  }

  /** What frames and field blocks hold that are incomplete, in bytes; Netty doubles what it collects blocks in. */
  int incompleteBytes() {
    return internalBuffer().capacity() + 2 * frames.blockBytes();
  }

  /** Since when a frame or a field block is incomplete; 0 if none is. */
  long incompleteSince() {
    return frames.incompleteSince();
  }

  /** What cannot be written to a stream is no concern of its client. */
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
    if (event
        instanceof SslCloseCompletionEvent) { // who half-closes a connection is taken for gone
      close();
    }
  }

  /** Names are checked elsewhere, when their stream exists and so can be reset; fields that are too many are known by that. */
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

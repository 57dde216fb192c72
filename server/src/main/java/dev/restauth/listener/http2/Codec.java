package dev.restauth.listener.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.DefaultHttp2LocalFlowController;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.EmptyHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Exception.HeaderListSizeException;
import io.netty.handler.codec.http2.Http2Exception.StreamException;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * Netty's codec, without its sockets, threads, pools and direct memory: bytes of a connection go in, bytes for it come out.
 * Frames, HPACK, the states of streams and both directions' flow control are Netty's. Used by one thread at a time.
 */
final class Codec {
  /** Bodies that are not answered yet have no more room than this, on the whole connection; in bytes. */
  static final int CONNECTION_WINDOW = 128 * 1024;

  /** More than a body may have: so one that is too large is seen to be, and no stream needs an update. */
  static final int STREAM_WINDOW = 80 * 1024;

  /** Of an encoded field block; what a request may have, uncompressed, is well below. */
  static final int BLOCK_BYTES = 32 * 1024;

  /** What stands for fields that are more than a request may have: it is answered as any other. */
  static final Http2Headers TOO_LARGE = EmptyHttp2Headers.INSTANCE;

  private static final int DEFAULT_WINDOW = 65_535;
  private static final int NO_ERROR = (int) Http2Error.NO_ERROR.code();

  /** When a quarter of the window is used up, the client is told of more. */
  private static final float WINDOW_RATIO = 0.75f;

  static { // what Netty reads once, with its first classes
    System.setProperty("io.netty.noUnsafe", "true");
    System.setProperty("io.netty.noPreferDirect", "true");
    System.setProperty("io.netty.allocator.type", "unpooled");
    System.setProperty("io.netty.leakDetection.level", "disabled");
    System.setProperty("io.netty.recycler.maxCapacityPerThread", "0");
  }

  private final DefaultHttp2Connection connection = new DefaultHttp2Connection(true);
  private final CountedFrames frames;
  private final Handler handler;
  private final Written output = new Written();
  private final EmbeddedChannel channel;

  /**
   * A connection that begins.
   *
   * @param listener is told what comes
   * @param closed is told of each stream that is over, for whatever reason
   */
  Codec(
      Bounds bounds,
      FrameBudget budget,
      LongSupplier nanoTime,
      Http2FrameListener listener,
      IntConsumer closed)
      throws Http2Exception {
    connection.addListener(
        new Http2ConnectionAdapter() {
          @Override
          public void onStreamClosed(Http2Stream stream) {
            closed.accept(stream.id());
          }
        });
    DefaultHttp2LocalFlowController received =
        new DefaultHttp2LocalFlowController(connection, WINDOW_RATIO, false);
    received.initialWindowSize(STREAM_WINDOW); // also before the client has acknowledged it
    connection.local().flowController(received);
    connection
        .remote()
        .flowController(
            new DefaultHttp2RemoteFlowController(
                connection, new UniformStreamByteDistributor(connection)));
    DefaultHttp2ConnectionEncoder encoder =
        new DefaultHttp2ConnectionEncoder(
            connection, new DefaultHttp2FrameWriter(new TablelessEncoder()));
    frames =
        new CountedFrames(
            new BoundedDecoder(bounds.fieldsBytes()),
            budget,
            nanoTime,
            id -> connection.stream(id) != null);
    DefaultHttp2ConnectionDecoder decoder =
        new DefaultHttp2ConnectionDecoder(connection, encoder, frames);
    decoder.frameListener(listener);
    handler = new Handler(decoder, encoder, settings(bounds));
    handler.gracefulShutdownTimeoutMillis(-1);
    channel = new EmbeddedChannel(output, handler);
    received.incrementWindowSize(connection.connectionStream(), CONNECTION_WINDOW - DEFAULT_WINDOW);
  }

  /** The number of streams is said, but seen to elsewhere: Netty would not know those that it refuses. */
  private static Http2Settings settings(Bounds bounds) {
    return new Http2Settings()
        .maxConcurrentStreams(bounds.streams())
        .initialWindowSize(STREAM_WINDOW)
        .maxHeaderListSize(bounds.fieldsBytes());
  }

  /** Takes what the connection has received. */
  void receive(byte[] bytes) {
    channel.writeInbound(Unpooled.wrappedBuffer(bytes));
  }

  /** Writes the beginning of an answer. */
  void headers(int stream, Http2Headers headers, boolean last) {
    var _ =
        handler
            .encoder()
            .writeHeaders(handler.context(), stream, headers, 0, last, channel.newPromise());
  }

  /**
   * Writes some of a body, as the client's windows allow.
   *
   * @return done when all of it is written, failed when its stream is over before
   */
  ChannelFuture data(int stream, byte[] bytes, boolean last) {
    ChannelFuture written =
        handler
            .encoder()
            .writeData(
                handler.context(),
                stream,
                Unpooled.wrappedBuffer(bytes),
                0,
                last,
                channel.newPromise());
    handler.flush(handler.context());
    return written;
  }

  /** Ends a stream. */
  void reset(int stream, Http2Error code) {
    var _ =
        handler
            .encoder()
            .writeRstStream(handler.context(), stream, code.code(), channel.newPromise());
  }

  /** Takes no more streams. May be called again. */
  void goAway() {
    if (isOpen() && !connection.goAwaySent()) {
      var _ =
          handler.goAway(
              handler.context(),
              connection.remote().lastStreamCreated(),
              NO_ERROR,
              Unpooled.EMPTY_BUFFER,
              channel.newPromise());
    }
  }

  /** Whether neither side has broken it off. */
  boolean isOpen() {
    return channel.isOpen();
  }

  /** How many bytes wait to be taken. */
  int outputBytes() {
    return output.bytes.readableBytes();
  }

  /** What is to be written to the connection now; its array begins with it. */
  ByteBuf takeOutput() {
    ByteBuf bytes = output.bytes;
    output.bytes = Unpooled.buffer();
    return bytes;
  }

  /** Since when a frame or a field block is incomplete; 0 where none is. Any thread may ask. */
  long incompleteSince() {
    return frames.incompleteSince();
  }

  /** Netty's, but that what cannot be written to a stream is no concern of its client. */
  private static final class Handler extends Http2ConnectionHandler {
    private ChannelHandlerContext context;

    @SuppressWarnings("NullAway.Init") // set when it is added to its channel, at once
    Handler(
        DefaultHttp2ConnectionDecoder decoder,
        DefaultHttp2ConnectionEncoder encoder,
        Http2Settings settings) {
      super(decoder, encoder, settings, true);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
      context = ctx;
      super.handlerAdded(ctx);
    }

    ChannelHandlerContext context() {
      return context;
    }

    @Override
    protected void onStreamError(
        ChannelHandlerContext ctx, boolean outbound, Throwable cause, StreamException fault) {
      if (!outbound) {
        super.onStreamError(ctx, outbound, cause, fault);
      }
    }
  }

  /** Takes what is written. */
  private static final class Written extends ChannelOutboundHandlerAdapter {
    private ByteBuf bytes = Unpooled.buffer();

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      ByteBuf more = (ByteBuf) message;
      bytes.writeBytes(more);
      more.release();
      var _ = promise.trySuccess();
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
      // It is taken when it is wanted.
    }
  }

  /** Names are checked elsewhere, when their stream exists and so can be reset; fields that are too many are known by that. */
  private static final class BoundedDecoder extends DefaultHttp2HeadersDecoder {
    BoundedDecoder(int fieldsBytes) {
      super(false, fieldsBytes);
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

  /** Without a table that a client could make large, or probe (RFC 7541 section 7.1). */
  private static final class TablelessEncoder extends DefaultHttp2HeadersEncoder {
    TablelessEncoder() throws Http2Exception {
      super(Http2HeadersEncoder.NEVER_SENSITIVE, true);
      super.maxHeaderTableSize(0);
    }

    @Override
    public void maxHeaderTableSize(long allowed) {
      // It stays none.
    }
  }
}

package dev.restauth.listener.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Exception.StreamException;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2HeadersDecoder;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;

/**
 * Passes frames to Netty's reader one by one, after subtracting the cost of each frame from the
 * frame budget.
 */
final class CountedFrames implements Http2FrameReader {
  private static final int HEADER_BYTES = Http2CodecUtil.FRAME_HEADER_LENGTH;
  private static final int SETTING_BYTES = Http2CodecUtil.SETTING_ENTRY_LENGTH;
  private static final int END_STREAM = 0x1;
  private static final int END_HEADERS = 0x4;

  /**
   * A DATA frame with fewer bytes than this has a cost, unless it is the last frame of its request.
   */
  private static final int SMALL_PIECE = 512;

  private final DefaultHttp2FrameReader reader;
  private final FrameBudget budget;
  private final LongSupplier nanoTime;
  private final IntPredicate exists;
  private boolean blockBegun;
  private int blockBytes;
  private boolean over;
  private long incompleteSince;

  /**
   * Creates the reader of a new connection.
   *
   * @param exists whether a stream with this id exists
   */
  CountedFrames(
      Http2HeadersDecoder fields, FrameBudget budget, LongSupplier nanoTime, IntPredicate exists) {
    this.reader = new DefaultHttp2FrameReader(fields);
    this.budget = budget;
    this.nanoTime = nanoTime;
    this.exists = exists;
  }

  @Override
  public void readFrame(ChannelHandlerContext ctx, ByteBuf in, Http2FrameListener listener)
      throws Http2Exception {
    boolean whole = false;
    boolean inBlock = blockBegun;
    try {
      while (!over && hasFrame(in)) {
        whole = true;
        count(in);
        reader.readFrame(ctx, in.readSlice(Math.min(in.readableBytes(), frameBytes(in))), listener);
      }
    } catch (StreamException e) {
      spend(exists.test(e.streamId()) ? FrameBudget.RESET : 1);
      throw e;
    } catch (Http2Exception e) {
      over = true;
      throw e;
    } finally {
      if (over) {
        in.skipBytes(in.readableBytes());
      }
      if (!in.isReadable() && !blockBegun) {
        incompleteSince = 0;
      } else if (incompleteSince == 0 || (whole && !inBlock)) {
        incompleteSince = nanoTime.getAsLong() | 1;
      }
    }
  }

  private static int frameBytes(ByteBuf in) {
    return HEADER_BYTES + in.getUnsignedMedium(in.readerIndex());
  }

  /**
   * Returns whether a frame can be read: it is complete, or so long that Netty refuses it before it
   * has arrived.
   */
  private boolean hasFrame(ByteBuf in) {
    return in.readableBytes() >= HEADER_BYTES
        && (in.readableBytes() >= frameBytes(in)
            || frameBytes(in) > HEADER_BYTES + reader.maxFrameSize());
  }

  private void count(ByteBuf in) throws Http2Exception {
    int at = in.readerIndex();
    int length = in.getUnsignedMedium(at);
    int flags = in.getByte(at + 4);
    int type = in.getByte(at + 3);
    spend(
        switch (type) {
          case Http2FrameTypes.DATA -> length < SMALL_PIECE && (flags & END_STREAM) == 0 ? 1 : 0;
          case Http2FrameTypes.HEADERS -> 0;
          case Http2FrameTypes.RST_STREAM ->
              exists.test(in.getInt(at + 5) & Integer.MAX_VALUE)
                  ? FrameBudget.RESET
                  : FrameBudget.LATE_RESET;
          case Http2FrameTypes.SETTINGS -> 1 + length / SETTING_BYTES;
          default -> 1;
        });
    blockBegun =
        (type == Http2FrameTypes.HEADERS || type == Http2FrameTypes.CONTINUATION)
            && (flags & END_HEADERS) == 0;
    blockBytes = blockBegun ? blockBytes + length : 0;
  }

  /** The number of received bytes of an incomplete field block. */
  int blockBytes() {
    return blockBytes;
  }

  private void spend(int cost) throws Http2Exception {
    try {
      budget.spend(cost);
    } catch (Http2Exception e) {
      over = true;
      throw e;
    }
  }

  /**
   * The time at which an incomplete frame or field block began, in nanoseconds; 0 if there is none.
   */
  long incompleteSince() {
    return incompleteSince;
  }

  @Override
  public Configuration configuration() {
    return reader.configuration();
  }

  @Override
  public void close() {
    reader.close();
  }
}

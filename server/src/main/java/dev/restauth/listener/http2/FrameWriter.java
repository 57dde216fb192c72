package dev.restauth.listener.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;

/**
 * Writes frames. The frames of answers go directly into the output buffer, without Netty's encoder.
 */
final class FrameWriter extends DefaultHttp2FrameWriter {
  private static final int HEADER_BYTES = Http2CodecUtil.FRAME_HEADER_LENGTH;
  private static final int FRAME_BYTES = Http2CodecUtil.MAX_FRAME_SIZE_LOWER_BOUND;

  /** A listener for written bytes of answer bodies. */
  interface BodyListener {
    void written(int stream, int bytes);
  }

  private final Http2Transport transport;
  private final BodyListener body;
  private final FieldBlock block = new FieldBlock();

  FrameWriter(Http2Transport transport, BodyListener body) {
    super(new UnusedEncoder());
    this.transport = transport;
    this.body = body;
  }

  @Override
  public ChannelFuture writeHeaders(
      ChannelHandlerContext ctx,
      int stream,
      Http2Headers headers,
      int padding,
      boolean last,
      ChannelPromise promise) {
    ByteBuf out = transport.output();
    int start = out.writerIndex();
    try {
      out.writeZero(HEADER_BYTES);
      ((AnswerHead) headers).writeTo(out, block);
    } catch (RuntimeException e) {
      out.writerIndex(start);
      throw e;
    }
    int length = out.writerIndex() - start - HEADER_BYTES;
    int flags = new Http2Flags().endOfHeaders(length <= FRAME_BYTES).endOfStream(last).value();
    if (length <= FRAME_BYTES) {
      int end = out.writerIndex();
      out.writerIndex(start);
      frame(out, length, Http2FrameTypes.HEADERS, flags, stream);
      out.writerIndex(end);
    } else {
      byte[] large = new byte[length];
      out.getBytes(start + HEADER_BYTES, large).writerIndex(start);
      continued(out, large, flags, stream);
    }
    transport.written(ctx);
    return promise.setSuccess();
  }

  private static void continued(ByteBuf out, byte[] block, int flags, int stream) {
    frame(out, FRAME_BYTES, Http2FrameTypes.HEADERS, flags, stream);
    out.writeBytes(block, 0, FRAME_BYTES);
    for (int at = FRAME_BYTES; at < block.length; at += FRAME_BYTES) {
      int some = Math.min(FRAME_BYTES, block.length - at);
      int last = new Http2Flags().endOfHeaders(at + some == block.length).value();
      frame(out, some, Http2FrameTypes.CONTINUATION, last, stream);
      out.writeBytes(block, at, some);
    }
  }

  private static void frame(ByteBuf out, int length, int type, int flags, int stream) {
    out.writeMedium(length).writeByte(type).writeByte(flags).writeInt(stream);
  }

  @Override
  public ChannelFuture writeData(
      ChannelHandlerContext ctx,
      int stream,
      ByteBuf data,
      int padding,
      boolean last,
      ChannelPromise promise) {
    int bytes = data.readableBytes();
    do {
      int some = Math.min(FRAME_BYTES, data.readableBytes());
      boolean end = last && some == data.readableBytes();
      frame(
          transport.output(),
          some,
          Http2FrameTypes.DATA,
          new Http2Flags().endOfStream(end).value(),
          stream);
      transport.output().writeBytes(data, some);
      transport.written(ctx);
    } while (data.isReadable());
    data.release();
    body.written(stream, bytes);
    return promise.setSuccess();
  }

  /**
   * Netty's field encoder, which the server does not use. It ignores the table size that a client
   * sets.
   */
  private static final class UnusedEncoder extends DefaultHttp2HeadersEncoder {
    UnusedEncoder() {
      super(Http2HeadersEncoder.NEVER_SENSITIVE, true, 2);
    }

    @Override
    public void maxHeaderTableSize(long allowed) {
      // There is no dynamic table.
    }
  }
}

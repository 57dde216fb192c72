package dev.restauth.listener.http2;

import dev.restauth.listener.http2.Exchange.Phase;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;

/** Creates and updates exchanges from received frames. Confined to the connection's event loop. */
final class FrameReceiver extends Http2FrameAdapter {
  private final Http2Connection connection;
  private final DefaultHttp2Connection states;
  private final Exchanges exchanges;

  FrameReceiver(Http2Connection connection, DefaultHttp2Connection states, Exchanges exchanges) {
    this.connection = connection;
    this.states = states;
    this.exchanges = exchanges;
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
    connection.settingsCame();
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int stream,
      Http2Headers headers,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean last)
      throws Http2Exception {
    Http2Stream state = states.stream(stream);
    Exchange existing = exchanges.of(state);
    try {
      if (existing == null) {
        connection.begin(state, headers, last);
      } else {
        RequestHead.checkFields(ArrivedFields.of(headers), 0);
        connection.complete(existing);
      }
    } catch (IllegalArgumentException malformed) {
      throw Http2Exception.streamError(
          stream, Http2Error.PROTOCOL_ERROR, malformed, "a malformed request");
    }
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext ctx, int stream, ByteBuf data, int padding, boolean last) {
    Exchange exchange = exchanges.of(states.stream(stream));
    int bytes = data.readableBytes();
    if (exchange == null || exchange.phase != Phase.RECEIVING) {
      if (exchange != null) {
        exchange.complete |= last;
      }
      return bytes + padding; // the request was refused: its body is discarded
    }
    connection.add(exchange, data, last);
    return padding; // Netty returns the data bytes to the window when the stream closes
  }

  @Override
  public void onGoAwayRead(
      ChannelHandlerContext ctx, int lastStream, long code, ByteBuf debugData) {
    connection.leave();
  }
}

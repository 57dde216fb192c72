package dev.restauth.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Limits the memory of TLS records that the client does not read. Confined to the connection's
 * event loop.
 *
 * <p>Netty's TLS handler allocates 16 KB for each record, even for a record of 30 bytes. This
 * handler therefore copies small records into small buffers.
 *
 * <p>HTTP/1.1 and HTTP/2 count the records of their answers. They do not count the records with
 * which TLS itself answers the client, such as KeyUpdate (RFC 8446 section 4.6.3). If a client
 * makes the server write many of these records and does not read them, this handler closes the
 * connection.
 */
final class TlsRecords extends ChannelOutboundHandlerAdapter {
  /**
   * The limit of unsent bytes. Except for streamed answers, HTTP/1.1 and HTTP/2 leave fewer bytes
   * unsent.
   */
  static final int UNSENT_BYTES = 128 * 1024;

  private final GuardedConnection connection;

  TlsRecords(GuardedConnection connection) {
    this.connection = connection;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    var _ = ctx.write(fitted((ByteBuf) message), promise);
    if (connection.channel().pendingBytes() > UNSENT_BYTES
        && connection.doing() != ConnectionState.STREAMING) {
      connection.end();
    }
  }

  /** Returns the bytes in a buffer that is not much larger than necessary. */
  static ByteBuf fitted(ByteBuf message) {
    int bytes = message.readableBytes();
    if (bytes == 0 || message.capacity() < 2 * bytes) {
      return message;
    }
    byte[] copy = new byte[bytes];
    message.readBytes(copy);
    message.release();
    return Unpooled.wrappedBuffer(copy);
  }
}

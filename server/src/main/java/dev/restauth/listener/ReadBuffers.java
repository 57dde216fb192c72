package dev.restauth.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/**
 * Gives all connections of a loop the same buffer to read into: what comes is copied out of it before the next one reads.
 * So a connection that waits holds none, and none is made for a read. Used by one loop.
 */
final class ReadBuffers extends DefaultMaxMessagesRecvByteBufAllocator {
  /** As much as one read takes; in bytes. */
  private static final int BYTES = 16 * 1024;

  private final ByteBuf buffer = Unpooled.directBuffer(BYTES, BYTES);

  ReadBuffers() {
    super(1);
  }

  @Override
  @SuppressWarnings("deprecation") // Netty's own handles are of this kind
  public RecvByteBufAllocator.Handle newHandle() {
    return new MaxMessageHandle() {
      @Override
      public ByteBuf allocate(ByteBufAllocator unused) {
        return buffer.clear().retain();
      }

      @Override
      public int guess() {
        return BYTES;
      }
    };
  }
}

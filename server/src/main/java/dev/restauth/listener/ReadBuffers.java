package dev.restauth.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/**
 * A receive buffer that all connections of an event loop share. Each connection copies its input
 * before the next connection reads. So an idle connection needs no buffer, and a read allocates
 * none. Confined to one event loop.
 */
final class ReadBuffers extends DefaultMaxMessagesRecvByteBufAllocator {
  /** The maximum number of bytes of one read. */
  private static final int BYTES = 16 * 1024;

  private final ByteBuf buffer = Unpooled.directBuffer(BYTES, BYTES);

  ReadBuffers() {
    super(1);
  }

  @Override
  @SuppressWarnings("deprecation") // Netty's own allocators also return this type
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

package dev.restauth.listener;

import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import java.util.function.BooleanSupplier;

/**
 * A client's channel, on any kind of socket.
 *
 * @param unread whether the socket has received bytes that the server has not read yet; false if
 *     this kind of socket does not show that
 */
record ClientChannel(DuplexChannel channel, BooleanSupplier unread) {
  /**
   * Returns whether the socket has received bytes that the server has not read yet. Any thread may
   * call this method.
   */
  boolean hasUnread() {
    return unread.getAsBoolean();
  }

  EventLoop eventLoop() {
    return channel.eventLoop();
  }

  /**
   * The number of written bytes that the socket has not accepted yet. Must be called on the
   * channel's event loop.
   */
  long pendingBytes() {
    ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
    return pending == null ? 0 : pending.totalPendingWriteBytes();
  }

  /** Closes the sending side of the connection. */
  void shutdownOutput() {
    var _ = channel.shutdownOutput();
  }

  /** Closes the socket without writing anything more. Any thread may call this method. */
  void closeNow() {
    if (eventLoop().inEventLoop()) {
      channel.unsafe().close(channel.unsafe().voidPromise());
    } else {
      eventLoop().execute(() -> channel.unsafe().close(channel.unsafe().voidPromise()));
    }
  }
}

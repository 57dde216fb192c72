package dev.restauth.listener;

import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import java.util.function.BooleanSupplier;

/**
 * A client's channel, on any kind of socket.
 *
 * @param channel the channel
 * @param unread whether its socket has received bytes that were not read yet; false if the kind of socket does not
 *     reveal it
 */
record ClientChannel(DuplexChannel channel, BooleanSupplier unread) {
  /** Returns whether there are received bytes that were not read yet. May be called by any thread. */
  boolean hasUnread() {
    return unread.getAsBoolean();
  }

  EventLoop eventLoop() {
    return channel.eventLoop();
  }

  /** The number of written bytes that the socket has not accepted yet. Call it on the channel's loop. */
  long pendingBytes() {
    ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
    return pending == null ? 0 : pending.totalPendingWriteBytes();
  }

  /** Closes the sending side of the connection. */
  void shutdownOutput() {
    var _ = channel.shutdownOutput();
  }

  /** Closes the socket without writing anything more. May be called by any thread. */
  void closeNow() {
    if (eventLoop().inEventLoop()) {
      channel.unsafe().close(channel.unsafe().voidPromise());
    } else {
      eventLoop().execute(() -> channel.unsafe().close(channel.unsafe().voidPromise()));
    }
  }
}

package dev.restauth.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.nio.channels.SocketChannel;

/** The channel of a client's socket. */
final class ClientChannel extends NioSocketChannel {
  /** Creates the channel of an accepted socket. */
  ClientChannel(Channel parent, SocketChannel socket) {
    super(parent, socket);
  }

  /** Whether there are received bytes that were not read yet. May be called by any thread. */
  boolean hasUnread() {
    try {
      return javaChannel().socket().getInputStream().available() > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** The number of written bytes that the socket has not accepted yet. Call it on the channel's loop. */
  long pendingBytes() {
    ChannelOutboundBuffer pending = unsafe().outboundBuffer();
    return pending == null ? 0 : pending.totalPendingWriteBytes();
  }

  /** Closes the socket without writing anything more. May be called by any thread. */
  void closeNow() {
    if (eventLoop().inEventLoop()) {
      unsafe().close(unsafe().voidPromise());
    } else {
      eventLoop().execute(() -> unsafe().close(unsafe().voidPromise()));
    }
  }
}

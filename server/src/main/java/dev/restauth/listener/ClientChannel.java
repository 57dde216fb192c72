package dev.restauth.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.nio.channels.SocketChannel;

/** The socket of a client. */
final class ClientChannel extends NioSocketChannel {
  /** One that was accepted. */
  ClientChannel(Channel parent, SocketChannel socket) {
    super(parent, socket);
  }

  /** Whether something has arrived that nobody has read yet. Any thread may ask. */
  boolean hasUnread() {
    try {
      return javaChannel().socket().getInputStream().available() > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** What was written and the system has not taken, in bytes. Asked on its loop. */
  long pendingBytes() {
    ChannelOutboundBuffer pending = unsafe().outboundBuffer();
    return pending == null ? 0 : pending.totalPendingWriteBytes();
  }

  /** Closes it without a word to the client. Any thread may. */
  void closeNow() {
    if (eventLoop().inEventLoop()) {
      unsafe().close(unsafe().voidPromise());
    } else {
      eventLoop().execute(() -> unsafe().close(unsafe().voidPromise()));
    }
  }
}

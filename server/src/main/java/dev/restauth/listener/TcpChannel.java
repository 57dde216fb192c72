package dev.restauth.listener;

import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.nio.channels.SocketChannel;

/** The channel of an accepted TCP connection. */
final class TcpChannel extends NioSocketChannel {
  private final ClientChannel client = new ClientChannel(this, this::hasUnread);

  TcpChannel(Channel parent, SocketChannel socket) {
    super(parent, socket);
  }

  ClientChannel client() {
    return client;
  }

  private boolean hasUnread() {
    try {
      return javaChannel().socket().getInputStream().available() > 0;
    } catch (IOException e) {
      return false;
    }
  }
}

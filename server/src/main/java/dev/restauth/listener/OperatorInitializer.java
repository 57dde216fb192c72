package dev.restauth.listener;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Sets up connections of the Unix socket for operators: only HTTP/1.1, without TLS. A half-closed
 * connection is treated as closed. Thread-safe.
 */
final class OperatorInitializer extends ChannelInitializer<NioDomainSocketChannel> {
  /**
   * The client address of every connection. A Unix socket has no client addresses, so all
   * connections count as those of one client.
   */
  private static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final ConnectionGuard guard;
  private final Answering answering;
  private final LoopContext loop;
  private final PeerCredentials credentials;

  OperatorInitializer(
      ConnectionGuard guard, Answering answering, LoopContext loop, PeerCredentials credentials) {
    this.guard = guard;
    this.answering = answering;
    this.loop = loop;
    this.credentials = credentials;
  }

  @Override
  protected void initChannel(NioDomainSocketChannel channel) {
    ClientChannel client = new ClientChannel(channel, () -> false);
    Optional<GuardedConnection> admitted =
        guard.admit(client, ADDRESS, Optional.of(credentials.of(channel)));
    if (admitted.isEmpty()) {
      client.closeNow();
      return;
    }
    GuardedConnection connection = admitted.get();
    var _ = channel.closeFuture().addListener(_ -> connection.end());
    channel.config().setAllocator(UnpooledByteBufAllocator.DEFAULT);
    channel.config().setWriteBufferWaterMark(ConnectionInitializer.UNSENT);
    channel.config().setRecvByteBufAllocator(loop.readBuffers());
    channel.pipeline().addLast(new Http1Connection(connection, answering, false, loop.writer()));
  }
}

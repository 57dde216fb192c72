package dev.restauth.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;

/** Hears one connection and does with it what ours would not. */
final class RawServer implements AutoCloseable {
  private final ServerSocketChannel listening;
  private final CompletableFuture<byte[]> request = new CompletableFuture<>();
  private final FutureTask<Void> answering;

  /** What happens once the connection is there. */
  interface Behaviour {
    void accept(Connection connection) throws Exception;
  }

  /** The connection. */
  record Connection(SocketChannel channel, Lines lines, CompletableFuture<byte[]> request) {
    void readRequest() throws IOException {
      request.complete(lines.read(Wire.REQUEST_BYTES).orElseThrow());
    }

    void send(byte[] bytes) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }

  private RawServer(ServerSocketChannel listening, Behaviour behaviour) {
    this.listening = listening;
    this.answering =
        new FutureTask<>(
            () -> {
              try (SocketChannel channel = listening.accept()) {
                behaviour.accept(new Connection(channel, new Lines(channel), request));
              }
              return null;
            });
  }

  static RawServer at(Path socket, Behaviour behaviour) throws IOException {
    ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listening.bind(UnixDomainSocketAddress.of(socket));
    RawServer server = new RawServer(listening, behaviour);
    Thread.ofPlatform().daemon().start(server.answering);
    return server;
  }

  /** The request it got. */
  Request request() {
    return Wire.request(request.join());
  }

  /** Fails where its behaviour did. */
  void done() throws Exception {
    answering.get();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}

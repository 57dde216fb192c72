package dev.restauth.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;

/**
 * A server that accepts one connection on the operators' socket, and answers in ways in which the
 * real server never does.
 */
final class RawServer implements AutoCloseable {
  private static final String HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nConnection: close\r\n\r\n";

  private final ServerSocketChannel listening;
  private final CompletableFuture<String> request = new CompletableFuture<>();
  private final FutureTask<Void> answering;

  /** The server's behavior on a connection. */
  interface Behaviour {
    void accept(Connection connection) throws Exception;
  }

  /** The accepted connection. */
  record Connection(SocketChannel channel, CompletableFuture<String> request) {
    /**
     * Reads the request, which consists of a head, an empty line, and a body that ends with a line
     * feed.
     */
    void readRequest() throws IOException {
      ByteBuffer received = ByteBuffer.allocate(100_000);
      String text = "";
      while (!text.contains("\r\n\r\n") || !text.endsWith("}\n")) {
        assertThat(channel.read(received)).isPositive();
        text = new String(received.array(), 0, received.position(), StandardCharsets.UTF_8);
      }
      request.complete(text);
    }

    /** Sends the head of a response whose body consists of lines. */
    Connection head() throws IOException {
      send(HEAD.getBytes(StandardCharsets.US_ASCII));
      return this;
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
                behaviour.accept(new Connection(channel, request));
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

  String request() {
    return request.join();
  }

  /** Throws the exception with which the behavior failed, if there is one. */
  void done() throws Exception {
    answering.get();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}

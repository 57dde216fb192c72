package dev.restauth.operator;

import dev.restauth.http.Limits;
import dev.restauth.job.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Sends commands to the server that has the database open. Each command is one HTTP request over
 * the server's Unix socket.
 */
public final class ControlClient {
  private static final int BUFFER_BYTES = 16 * 1024;

  private ControlClient() {}

  /**
   * Returns whether a server currently accepts commands at this socket; false if that cannot be
   * determined.
   */
  public static boolean answers(Path socket) {
    try {
      Optional<SocketChannel> channel = connect(socket);
      if (channel.isPresent()) {
        channel.get().close();
      }
      return channel.isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Makes the server perform a request, and waits for the reply without a time limit.
   *
   * @param socket the path of the socket; it may be too long for a socket address
   * @param progress receives the progress. If it throws an exception, this method throws the same
   *     exception, and the server aborts the operation
   * @param decoder creates a decoder for the answer
   * @return the reply; empty if no server accepts commands at this socket, so the command can do
   *     the work itself. If the connection broke or the answer cannot be read, the reply is {@link
   *     Reply.Failed}. Its message then says whether the operation may have been performed. An
   *     interrupt closes the connection, and the thread stays interrupted
   */
  public static Optional<Reply> ask(
      Path socket, Request request, Progress progress, Supplier<HttpAnswer> decoder) {
    Optional<SocketChannel> connected;
    try {
      connected = connect(socket);
    } catch (IOException e) {
      return Optional.of(
          new Reply.Failed(
              Thread.currentThread().isInterrupted()
                  ? "the command was interrupted before it was sent; nothing was done"
                  : "cannot reach the server through "
                      + socket
                      + ": "
                      + e.getMessage()
                      + "; run the command as the user that runs the server"));
    }
    return connected.map(channel -> ask(channel, request, progress, decoder));
  }

  private static Optional<SocketChannel> connect(Path socket) throws IOException {
    if (Files.notExists(socket)) {
      return Optional.empty();
    }
    try (ShortPath reached = ShortPath.of(socket)) {
      return Optional.of(SocketChannel.open(UnixDomainSocketAddress.of(reached.path())));
    } catch (ConnectException nobody) {
      return Optional.empty();
    } catch (IOException e) {
      if (Files.notExists(socket)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Reply ask(
      SocketChannel channel, Request request, Progress progress, Supplier<HttpAnswer> decoder) {
    byte[] body = OperatorProtocol.body(request);
    try (channel) {
      if (body.length > Limits.BODY_BYTES) {
        return new Reply.Failed("the arguments of the command are too long; nothing was done");
      }
      send(channel, request.operation(), body);
      HttpAnswer answer = decoder.get();
      return reply(channel, answer, new ReplyReader(request.operation(), answer, progress));
    } catch (IOException e) {
      return broken();
    } catch (MalformedLine e) {
      return new Reply.Failed(
          "the server's answer cannot be understood ("
              + e.why()
              + "): is it of another version than this command? The command may or may not have been"
              + " done");
    }
  }

  /**
   * Sends the request. A failure is ignored: a server that stops reading has already sent the
   * reason, or sends nothing more.
   */
  private static void send(SocketChannel channel, String operation, byte[] body) {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(
        """
        POST %s HTTP/1.1\r
        Host: restauth\r
        Content-Type: application/json\r
        Content-Length: %d\r
        \r
        """
            .formatted(OperatorRoutes.PATH + operation, body.length)
            .getBytes(StandardCharsets.US_ASCII));
    request.writeBytes(body);
    ByteBuffer unsent = ByteBuffer.wrap(request.toByteArray());
    try {
      while (unsent.hasRemaining()) {
        channel.write(unsent);
      }
    } catch (IOException e) {
      // The answer, which is read next, contains the reason, if the server has sent one.
    }
  }

  private static Reply reply(SocketChannel channel, HttpAnswer answer, ReplyReader reader)
      throws IOException {
    ByteBuffer received = ByteBuffer.allocate(BUFFER_BYTES);
    while (channel.read(received) >= 0) {
      Optional<Reply> reply = reader.read(content(answer, received.flip()));
      if (reply.isPresent()) {
        return reply.get();
      }
      received.clear();
    }
    return broken();
  }

  private static byte[] content(HttpAnswer answer, ByteBuffer received) {
    try {
      return answer.decode(received);
    } catch (IllegalArgumentException e) {
      throw new MalformedLine("it is not HTTP");
    }
  }

  private static Reply broken() {
    return new Reply.Failed(
        (Thread.currentThread().isInterrupted()
                ? "the command was interrupted before the server answered"
                : "the server ended before it answered")
            + "; the command may or may not have been done");
  }
}

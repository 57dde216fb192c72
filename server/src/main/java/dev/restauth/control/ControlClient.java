package dev.restauth.control;

import dev.restauth.job.Progress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** How a command speaks to the server that owns the database. */
public final class ControlClient {
  private ControlClient() {}

  /** Whether somebody accepts commands there now; not where that cannot be found out. */
  public static boolean answers(Path socket) {
    try {
      Optional<SocketChannel> channel = connect(socket);
      channel.ifPresent(Deadlines::close);
      return channel.isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Has the server perform a request, and waits for it as long as it takes.
   *
   * @param socket may be longer than a socket's address
   * @param progress what it throws is thrown here, and makes the server stop
   * @return empty where nobody accepts commands there: the command may do its work itself. {@link
   *     Reply.Failed} also where the connection broke or an answer cannot be read, with a message that
   *     says whether something may have been done. An interrupt breaks the connection and is kept.
   */
  public static Optional<Reply> ask(Path socket, Request request, Progress progress) {
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
    return connected.map(channel -> ask(channel, request, progress));
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

  private static Reply ask(SocketChannel channel, Request request, Progress progress) {
    byte[] line = Wire.line(request);
    try (channel) {
      if (line.length > Wire.REQUEST_BYTES) {
        return new Reply.Failed("what the command was given is too long; nothing was done");
      }
      Lines lines = new Lines(channel);
      send(lines, line);
      return reply(lines, progress).orElseGet(ControlClient::broken);
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

  /** A server that does not read on has said why, or will not say anything. */
  private static void send(Lines lines, byte[] request) {
    try {
      lines.write(request);
    } catch (IOException e) {
      // What can still be read tells more.
    }
  }

  private static Optional<Reply> reply(Lines lines, Progress progress) throws IOException {
    Optional<byte[]> line = lines.read(Wire.ANSWER_BYTES);
    while (line.isPresent()) {
      switch (Wire.answer(line.get())) {
        case Wire.Advanced(String step, long done, long total) ->
            progress.advanced(step, done, total);
        case Wire.Finished(Reply reply) -> {
          return Optional.of(reply);
        }
      }
      line = lines.read(Wire.ANSWER_BYTES);
    }
    return Optional.empty();
  }

  private static Reply broken() {
    return new Reply.Failed(
        (Thread.currentThread().isInterrupted()
                ? "the command was interrupted before the server answered"
                : "the server ended before it answered")
            + "; the command may or may not have been done");
  }
}

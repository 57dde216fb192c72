package dev.restauth.control;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/** A connection as lines, each ended by a line feed. For one thread at a time. */
final class Lines {
  private static final int BUFFER_BYTES = 8192;

  private final SocketChannel channel;
  private final ByteBuffer received = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
  private ByteBuffer unsent = ByteBuffer.allocate(0);

  Lines(SocketChannel channel) {
    this.channel = channel;
  }

  /**
   * Waits for a line and gives it without its line feed; empty where the connection ended instead.
   *
   * @throws MalformedLine where the line has more bytes than these
   * @throws EOFException where the connection ended in the middle of a line
   */
  Optional<byte[]> read(int bytesAtMost) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    do {
      while (received.hasRemaining()) {
        byte next = received.get();
        if (next == '\n') {
          return Optional.of(line.toByteArray());
        }
        if (line.size() == bytesAtMost) {
          throw new MalformedLine("it is longer than " + bytesAtMost + " bytes");
        }
        line.write(next);
      }
    } while (receive());
    if (line.size() > 0) {
      throw new EOFException("the connection ended in the middle of a line");
    }
    return Optional.empty();
  }

  private boolean receive() throws IOException {
    received.clear();
    int count = channel.read(received);
    received.flip();
    return count >= 0;
  }

  /** Whether more than the lines that were read has come already. */
  boolean hasMore() {
    return received.hasRemaining();
  }

  /** Sends a line, and waits until it is sent. */
  void write(byte[] line) throws IOException {
    channel.configureBlocking(true);
    unsent = ByteBuffer.allocate(unsent.remaining() + line.length).put(unsent).put(line).flip();
    while (unsent.hasRemaining()) {
      channel.write(unsent);
    }
  }

  /**
   * Sends a line if that can begin without waiting; what does not go at once goes before the next one.
   *
   * @return whether it was taken
   */
  boolean offer(byte[] line) throws IOException {
    channel.configureBlocking(false);
    channel.write(unsent);
    if (unsent.hasRemaining()) {
      return false;
    }
    ByteBuffer next = ByteBuffer.wrap(line);
    boolean begun = channel.write(next) > 0;
    if (begun) {
      unsent = next;
    }
    return begun;
  }
}

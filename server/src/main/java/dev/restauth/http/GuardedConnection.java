package dev.restauth.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * One connection under guard. Its own thread notes here, between reads and writes, what it is doing;
 * the watchdog's thread reads that and ends what takes too long.
 */
final class GuardedConnection {
  private static final ScopedValue<GuardedConnection> CURRENT = ScopedValue.newInstance();
  private static final int LINGER_BYTES_AT_MOST = 1024 * 1024;

  /**
   * How long a connection may take.
   *
   * @param request from a request's first byte, or the acceptance, until it is complete
   * @param answer from then until the answer is written
   * @param idle between two requests
   * @param linger for reading what a client still sends after the last answer
   */
  record Timeouts(Duration request, Duration answer, Duration idle, Duration linger) {}

  private enum Doing {
    RECEIVING,
    ANSWERING,
    IDLE,
    LINGERING
  }

  private final SocketChannel channel;
  private final InetAddress address;
  private final Timeouts timeouts;
  private final LongSupplier nanoTime;

  // Written by the connection's thread alone. A sweep that sees one old and one new value errs by
  // one
  // sweep, never for good.
  private volatile Doing doing = Doing.RECEIVING;
  private volatile long since;
  private volatile boolean everAnswered;

  private int receivedBytes;
  private boolean lingerAtEnd;

  GuardedConnection(
      SocketChannel channel, InetAddress address, Timeouts timeouts, LongSupplier nanoTime) {
    this.channel = channel;
    this.address = address;
    this.timeouts = timeouts;
    this.nanoTime = nanoTime;
    this.since = nanoTime.getAsLong();
  }

  /** The connection whose thread is asking. */
  static Optional<GuardedConnection> current() {
    return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
  }

  InetAddress address() {
    return address;
  }

  long since() {
    return since;
  }

  boolean everAnswered() {
    return everAnswered;
  }

  /** Whether it could be ended without breaking off an answer. */
  boolean isWaiting() {
    return doing != Doing.ANSWERING;
  }

  boolean isClosed() {
    return !channel.isOpen();
  }

  /** Bytes of the request that is being received, as far as they have come. */
  int receivedBytes() {
    return receivedBytes;
  }

  /**
   * Reads on for a while after the last answer: closing with unread bytes would reset the connection
   * and could take the answer from the client.
   */
  void lingerAtEnd() {
    lingerAtEnd = true;
  }

  void endIfOverdue() {
    Duration allowed =
        switch (doing) {
          case RECEIVING -> timeouts.request;
          case ANSWERING -> timeouts.answer;
          case IDLE -> timeouts.idle;
          case LINGERING -> timeouts.linger;
        };
    if (nanoTime.getAsLong() - since > allowed.toNanos()) {
      end();
    }
  }

  void end() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }

  ServerConnection guard(ConnectionContext context, ServerConnectionSelector selector) {
    DataReader reader = DataReader.create(() -> receive(context));
    ConnectionContext guarded =
        new GuardedContext(context, reader, new NotingWriter(context.dataWriter(), reader));
    return new ScopedConnection(selector.connection(guarded), this);
  }

  private byte[] receive(ConnectionContext context) {
    if (doing == Doing.ANSWERING) {
      become(Doing.RECEIVING, since); // the rest of a request, of which a part was here already
    }
    byte[] bytes;
    try {
      bytes = context.serverSocket().get();
    } catch (UncheckedIOException e) {
      throw new ServerConnectionException("reading from the client failed", e);
    }
    if (bytes != null) {
      receivedBytes += bytes.length;
    }
    become(Doing.ANSWERING, doing == Doing.IDLE ? nanoTime.getAsLong() : since);
    return bytes;
  }

  private void answered(boolean nextHasBegun) {
    everAnswered = true;
    receivedBytes = 0;
    become(nextHasBegun ? Doing.ANSWERING : Doing.IDLE, nanoTime.getAsLong());
  }

  private void become(Doing now, long from) {
    since = from;
    doing = now;
  }

  void run(ConnectionWork work) throws InterruptedException {
    try {
      ScopedValue.where(CURRENT, this).call(() -> work.handle());
    } finally {
      if (lingerAtEnd) {
        linger();
      }
      end();
    }
  }

  private void linger() {
    become(Doing.LINGERING, nanoTime.getAsLong());
    try {
      channel.shutdownOutput();
      ByteBuffer unread = ByteBuffer.allocate(8 * 1024);
      int total = 0;
      for (int n = 0; n >= 0 && total < LINGER_BYTES_AT_MOST; n = channel.read(unread.clear())) {
        total += n;
      }
    } catch (IOException e) {
      // The client is gone, which is what we wait for.
    }
  }

  /** What a connection does from its first byte to its last. */
  interface ConnectionWork {
    Void handle() throws InterruptedException;
  }

  /** Notes each answer. */
  private final class NotingWriter implements DataWriter {
    private final DataWriter writer;
    private final DataReader reader;

    NotingWriter(DataWriter writer, DataReader reader) {
      this.writer = writer;
      this.reader = reader;
    }

    @Override
    public void write(BufferData... buffers) {
      writer.write(buffers);
      answered(reader.available() > 0);
    }

    @Override
    public void write(BufferData buffer) {
      writer.write(buffer);
      answered(reader.available() > 0);
    }

    @Override
    public void writeNow(BufferData... buffers) {
      writer.writeNow(buffers);
    }

    @Override
    public void writeNow(BufferData buffer) {
      writer.writeNow(buffer);
    }

    @Override
    public void flush() {
      writer.flush();
    }

    @Override
    public void close() {
      writer.close();
    }
  }
}

package dev.restauth.listener;

import dev.restauth.listener.http2.Http2Connection;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.socket.SocketWriterException;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ScopedValue.CallableOp;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection under guard. Its own thread notes here, between reads and writes, what it is doing;
 * other threads read that and end what takes too long or can be spared. Whoever ends it has to win
 * over its own thread's next note: an answer that has begun is never broken off by mistake.
 *
 * <p>Of HTTP/2 only this is noted: whether there are streams, and whether something is answered. {@link
 * Http2Connection} looks after each stream.
 */
final class GuardedConnection {
  private static final ScopedValue<GuardedConnection> CURRENT = ScopedValue.newInstance();
  private static final long SECOND = 1_000_000_000;

  /** How long a stop waits for a client to take news. */
  static final long STUCK_NANOS = SECOND / 4;

  private final SocketChannel channel;
  private final InetSocketAddress peer;
  private final Timeouts timeouts;
  private final LongSupplier nanoTime;
  private final Consumer<GuardedConnection> whenOver;

  /** A word of {@link Doing}. */
  private final AtomicLong state;

  private volatile boolean everAnswered;
  private volatile boolean clientEnded;
  private volatile WatchedInput input = new WatchedInput(() -> null);
  private volatile boolean begun;
  private volatile boolean spared;
  private volatile Optional<Http2Connection> http2 = Optional.empty();
  private final CountDownLatch over = new CountDownLatch(1);

  // Of the connection's own thread alone.
  private BooleanSupplier betweenRequests = () -> false;
  private boolean moreMayCome;
  private boolean streaming;

  /**
   * A connection that was just accepted. {@code whenOver} is called when it is over.
   */
  GuardedConnection(
      SocketChannel channel,
      InetSocketAddress peer,
      Timeouts timeouts,
      LongSupplier nanoTime,
      Consumer<GuardedConnection> whenOver) {
    this.channel = channel;
    this.peer = peer;
    this.timeouts = timeouts;
    this.nanoTime = nanoTime;
    this.whenOver = whenOver;
    this.state = new AtomicLong(Doing.RECEIVING.since(nanoTime.getAsLong()));
  }

  /** The connection whose thread is asking. */
  static Optional<GuardedConnection> current() {
    return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
  }

  InetSocketAddress peer() {
    return peer;
  }

  /** Whether it is closed and no thread is left that still holds its socket. */
  boolean isOver() {
    return !channel.isOpen() && (!begun || over.getCount() == 0);
  }

  /**
   * Waits until it is over, which after its end takes its own thread a moment.
   *
   * @return whether it is
   */
  boolean awaitOver(Duration atMost) {
    try {
      return !begun || over.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Whether it could be ended without breaking off an answer. */
  boolean isWaiting() {
    return Doing.of(state.get()).isWaiting();
  }

  /**
   * How much of our patience it has taken: nanoseconds of waiting, and far more of them for one that
   * has its last answer, or asked for none within a second. A younger one may just not have come to.
   */
  long patience(long now) {
    long seen = state.get();
    long waited = now - seen;
    boolean dispensable = Doing.of(seen) == Doing.LINGERING || (!everAnswered && waited > SECOND);
    return dispensable ? waited + 3600 * SECOND : waited;
  }

  boolean isEnding() {
    return Doing.of(state.get()).isEnding();
  }

  /** Ends it unless it has something to say or is being answered. */
  boolean endIfWaiting() {
    long seen = state.get();
    return Doing.of(seen).isWaiting() && spare(seen);
  }

  boolean endIfBetweenRequests() {
    long seen = state.get();
    return Doing.of(seen).isBetweenRequests() && spare(seen);
  }

  /**
   * Ends it if its client is slow to take news: a stop does not wait for that. One that is just being told
   * of the end is left alone.
   */
  void endIfStuckTelling() {
    long seen = state.get();
    if (Doing.of(seen) == Doing.TELLING && nanoTime.getAsLong() - seen > STUCK_NANOS) {
      end(seen);
    }
  }

  /**
   * Lets it read to the end of what is here and no further: its own thread may hold a request that it
   * had no time to note.
   */
  private boolean spare(long seen) {
    if (hasUnread()) {
      return false;
    }
    if (!begun) {
      return end(seen);
    }
    boolean won = state.compareAndSet(seen, Doing.ENDING.since(nanoTime.getAsLong()));
    if (won) {
      endInput();
    }
    return won;
  }

  /** Lets it read to the end of what is here and no further. */
  void endInput() {
    spared = true;
    try {
      channel.shutdownInput();
    } catch (IOException e) {
      // It is closed already.
    }
  }

  /** Whether the end of what it reads was our doing. */
  boolean isSpared() {
    return spared;
  }

  /**
   * Whether something has arrived that its thread did not come to read yet. What another one is just
   * reading in its place cannot be seen for a moment.
   */
  boolean hasUnread() {
    try {
      return (input.holdsUnread() && Doing.of(state.get()) != Doing.LINGERING)
          || channel.socket().getInputStream().available() > 0;
    } catch (IOException e) {
      return false;
    }
  }

  void endIfOverdue() {
    long seen = state.get();
    Doing doing = Doing.of(seen);
    if (http2.filter(Http2Connection::isOverdue).isPresent()) {
      endNow();
    } else if (doing != Doing.ENDED && nanoTime.getAsLong() - seen > patience(doing).toNanos()) {
      if (doing == Doing.IDLE && http2.isPresent()) {
        var _ = spare(seen); // it says goodbye; what has just come is looked at first
      } else {
        end(seen);
      }
    }
  }

  /** Where something is here already, its client does not keep us waiting, but a busy machine does. */
  private Duration patience(Doing doing) {
    boolean waitsForItsThread = (doing == Doing.RECEIVING || doing == Doing.IDLE) && hasUnread();
    Duration own = timeouts.of(doing);
    return waitsForItsThread ? own.plus(timeouts.answer()) : own;
  }

  /** Has streams end that wait for nobody, and the connection with the last of them. */
  void stopStreams() {
    http2.ifPresent(Http2Connection::stop);
  }

  /** Whether nothing is broken off by its end, where it does not speak HTTP/1.1. */
  boolean hasNoStreams() {
    return http2.map(Http2Connection::isIdle).orElse(true);
  }

  /** Ends it, whatever it is doing. */
  void endNow() {
    state.set(Doing.ENDED.since(nanoTime.getAsLong()));
    close();
  }

  private boolean end(long seen) {
    boolean won = state.compareAndSet(seen, Doing.ENDED.since(seen));
    if (won) {
      close();
    }
    return won;
  }

  private void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }

  ServerConnection guard(
      ConnectionContext context, ServerConnectionSelector selector, Http2Requests requests) {
    input = new WatchedInput(() -> context.serverSocket().get());
    begun = true;
    ChunkReader reader = new ChunkReader(this::receive);
    NotingWriter writer = new NotingWriter(this, context.dataWriter(), reader);
    ServerConnection connection = selector.connection(new GuardedContext(context, reader, writer));
    betweenRequests =
        () ->
            everAnswered
                && connection instanceof InterruptableTask<?> task
                && task.canInterrupt() // which Helidon's is while it waits for a request line
                && reader.available() == 0;
    return new ScopedConnection(
        new VersionedConnection(context, reader, connection, this, requests), context, this);
  }

  /** Serves it by HTTP/2 until its end. Called by its own thread. */
  void serveHttp2(ConnectionContext context, byte[] begun, Http2Requests requests) {
    Http2Connection connection =
        new Http2Connection(
            new GuardedTransport(this, context.dataWriter()),
            begun,
            request ->
                ScopedValue.where(CURRENT, this)
                    .call(() -> requests.answer(request, peer, context.isSecure())),
            Http2Requests.bounds(timeouts),
            nanoTime);
    http2 = Optional.of(connection);
    note(Doing.RECEIVING, state.get()); // until its first words are complete
    moreMayCome = connection.run();
    note(Doing.LINGERING, nanoTime.getAsLong()); // from now on this thread alone notes
  }

  /** Notes what its streams are doing; any thread of the connection does. */
  void noteStreams(Doing doing) {
    if (doing == Doing.SHARED) {
      everAnswered = true;
    }
    note(doing, nanoTime.getAsLong());
  }

  /** As {@link #become}, where several threads do it; who has ended it, or lingers, has the last word. */
  private void note(Doing next, long since) {
    long seen = state.get();
    while (!Doing.of(seen).isLast() && !state.compareAndSet(seen, next.since(since))) {
      seen = state.get();
    }
  }

  /** What comes next, of which nothing is noted; null at the end. */
  byte @Nullable [] next() {
    try {
      byte @Nullable [] bytes = input.next();
      if (bytes != null && bytes.length > 0) {
        return bytes;
      }
    } catch (UncheckedIOException e) {
      // That is an end, too.
    }
    if (!spared) {
      clientEnded = true;
    }
    return null;
  }

  /** Notes what the connection's own thread does next; fails where another has ended it. */
  private void become(Doing next, long since) {
    long seen = state.get();
    if (Doing.of(seen) == Doing.ENDED || !state.compareAndSet(seen, next.since(since))) {
      throw gone(new IOException("it was ended"));
    }
  }

  /** Notes the writing of an answer, the whole of it. */
  void answer(Runnable write, DataReader reader) {
    long now = nanoTime.getAsLong();
    write(write, streaming ? Doing.TELLING : Doing.WRITING, now);
    if (!everAnswered) {
      everAnswered = true;
    }
    become(streaming ? Doing.STREAMING : afterAnswer(reader), now);
  }

  private static Doing afterAnswer(DataReader reader) {
    if (reader.available() > 0) {
      return Doing.ANSWERING;
    }
    ReadBytes.forget(reader);
    return Doing.IDLE;
  }

  /**
   * Notes that from now on an answer is written piece by piece, as there is something to say, which may
   * go on for hours; it is the last one on the connection.
   */
  void stream() {
    streaming = true;
  }

  /** Notes the writing of an answer that another follows, such as 100 (Continue). */
  void interim(Runnable write) {
    long before = state.get();
    write(write, Doing.WRITING, nanoTime.getAsLong());
    become(Doing.of(before), before);
  }

  private void write(Runnable write, Doing doing, long now) {
    become(doing, now);
    try {
      write.run();
    } catch (SocketWriterException | UncheckedIOException e) {
      throw gone(e);
    }
  }

  private byte @Nullable [] receive() {
    long before = state.get();
    if (Doing.of(before) == Doing.ANSWERING) {
      if (betweenRequests.getAsBoolean()) {
        become(Doing.IDLE, nanoTime.getAsLong()); // the answer was there before the request's end
      } else {
        become(Doing.RECEIVING, before); // the rest of a request, of which a part was here already
      }
      before = state.get();
    }
    byte @Nullable [] bytes;
    try {
      bytes = input.next();
    } catch (UncheckedIOException e) {
      throw gone(e);
    }
    if (bytes == null) {
      clientEnded = true; // it still waits: at the most a refusal follows
      return null;
    }
    become(Doing.ANSWERING, Doing.of(before) == Doing.IDLE ? nanoTime.getAsLong() : before);
    return bytes;
  }

  /** A client that is gone is no failure of ours: Helidon closes the connection and says nothing. */
  private CloseConnectionException gone(Exception cause) {
    clientEnded = true;
    return new CloseConnectionException("the connection is gone", cause);
  }

  /** Begins to look out for the client's end. Called by its own thread while that answers. */
  void watchClient() {
    input.watch();
  }

  /** Whether the client's end was seen. Any thread may ask. */
  boolean clientIsGone() {
    return clientEnded || input.endSeen();
  }

  /** Notes that the client may go on sending what nobody is going to read. */
  void expectMore() {
    moreMayCome = true;
  }

  void run(ConnectionContext context, CallableOp<Void, InterruptedException> work)
      throws InterruptedException {
    try {
      ScopedValue.where(CURRENT, this).call(work);
    } finally {
      if (!clientIsGone()) {
        Duration atMost = http2.isPresent() ? timeouts.linger() : timeouts.request();
        new Lingering(channel, atMost, nanoTime)
            .readOn(context.isSecure(), moreMayCome, now -> become(Doing.LINGERING, now));
      }
      try {
        context.serverSocket().close();
      } catch (UncheckedIOException e) {
        // The other side was quicker.
      }
      close();
      input.awaitOver();
      http2.ifPresent(Http2Connection::awaitDone);
      over.countDown();
      whenOver.accept(this);
    }
  }
}

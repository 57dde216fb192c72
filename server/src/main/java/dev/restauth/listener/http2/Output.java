package dev.restauth.listener.http2;

import io.netty.buffer.ByteBuf;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Whose turn it is: one thread at a time uses the codec of a connection, and one, perhaps another, writes what comes of it.
 * Thread-safe.
 */
final class Output {
  /** Nothing is added to what is to be written while there is more of it than that; in bytes. */
  private static final int BYTES = 64 * 1024;

  private final Http2Transport transport;
  private final Codec codec;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean writing;
  private boolean over;

  /** When whoever writes must be done; 0 where nobody does. */
  private volatile long deadline;

  Output(Http2Transport transport, Codec codec, LongSupplier nanoTime) {
    this.transport = transport;
    this.codec = codec;
    this.nanoTime = nanoTime;
  }

  /** Has it done by one thread at a time; who waits for a change looks again. */
  void locked(Runnable work) {
    lock.lock();
    try {
      work.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The same, and writes what comes of it, where the client is still there. */
  void tell(Duration atMost, Runnable work) {
    locked(
        () -> {
          work.run();
          try {
            write(atMost);
          } catch (UncheckedIOException e) {
            // The client is gone.
          }
        });
  }

  /**
   * Writes all there is, unless another thread is at it, which then goes on. Called with the lock, once, and gives it up
   * while it writes.
   *
   * @throws UncheckedIOException where the connection is broken
   */
  void write(Duration atMost) {
    while (!writing && codec.outputBytes() > 0) {
      ByteBuf bytes = codec.takeOutput();
      writing = true;
      deadline = (nanoTime.getAsLong() + atMost.toNanos()) | 1;
      changed.signalAll();
      lock.unlock();
      boolean written = false;
      try {
        transport.write(bytes.array(), bytes.readableBytes());
        written = true;
      } finally {
        lock.lock();
        writing = false;
        deadline = 0;
        over |= !written;
        changed.signalAll();
      }
    }
  }

  /** Waits until there is not too much to write, and tells whether anything may be. Called with the lock, once. */
  boolean awaitRoom() {
    await(() -> codec.outputBytes() <= BYTES || over);
    return isOpen();
  }

  /** Waits until nobody writes. Called with the lock, once. */
  void awaitWriter() {
    await(() -> !writing);
  }

  /** Waits, for as long as it takes. Called with the lock, once. */
  void await(BooleanSupplier until) {
    while (!until.getAsBoolean()) {
      changed.awaitUninterruptibly();
    }
  }

  /**
   * Waits, and tells whether it was worth it. Called with the lock, once.
   *
   * @param left in nanoseconds
   */
  boolean await(BooleanSupplier until, LongSupplier left) throws InterruptedException {
    while (!until.getAsBoolean()) {
      long nanos = left.getAsLong();
      if (nanos <= 0) {
        return false;
      }
      var _ = changed.awaitNanos(nanos);
    }
    return true;
  }

  /** Nobody is answered any more. Called with the lock. */
  void end() {
    over = true;
  }

  /** Whether anybody is answered. Called with the lock. */
  boolean isOpen() {
    return !over && codec.isOpen();
  }

  /** Whether the client has taken too long to read. Any thread may ask, and does not wait. */
  boolean isOverdue(long now) {
    long until = deadline;
    return until != 0 && now - until > 0;
  }
}

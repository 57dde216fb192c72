package dev.restauth.log;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import java.util.logging.Level;

/**
 * A queue of log lines for a stream that may block for a while, such as a pipe that no program
 * reads, or a busy disk. One thread writes the lines in the order in which they were added, with
 * one write per line. {@link #add} never waits: if the queue is full, the line is dropped. In place
 * of the dropped lines, one line gives their number.
 *
 * <p>A full queue accepts only errors until half of it has been written, so that the dropped lines
 * are consecutive. Errors have additional space. Thread-safe, without locks.
 */
final class LineQueue implements Lines {
  /**
   * The maximum size of the queue in bytes, without the space for errors. The size is smaller if
   * the heap is small.
   */
  static final int BYTES_AT_MOST = 1024 * 1024;

  /** The share of the heap that the queue may use: 1/128. */
  private static final long HEAP_DIVISOR = 128;

  /** The additional space for errors, as a fraction of the size: 1/4. */
  private static final long ERRORS_DIVISOR = 4;

  /**
   * The memory of a line in addition to its text: the header of its array, and its node in the
   * queue.
   */
  private static final long OVERHEAD_BYTES = 48;

  /** The time-out of a flush. */
  private static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(2);

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final PrintStream out;
  private final long bytesAtMost;
  private final LongFunction<String> gap;
  private final Thread writer;
  private final Queue<byte[]> lines = new ConcurrentLinkedQueue<>();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong added = new AtomicLong();
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private volatile boolean full;
  private volatile boolean closed;

  /**
   * Creates a queue with its own daemon thread.
   *
   * @param bytesAtMost the maximum size in bytes, without errors
   * @param gap creates the line, without its line feed, that reports the number of dropped lines
   */
  private LineQueue(PrintStream out, long bytesAtMost, LongFunction<String> gap) {
    this.out = out;
    this.bytesAtMost = bytesAtMost;
    this.gap = gap;
    this.writer = Thread.ofPlatform().name("log").daemon().unstarted(this::write);
  }

  /** Starts a queue whose size depends on the heap. */
  static LineQueue to(PrintStream out, LongFunction<String> gap) {
    long share = Runtime.getRuntime().maxMemory() / HEAP_DIVISOR;
    return start(out, Math.min(share, BYTES_AT_MOST), gap);
  }

  /** Starts a queue with the given maximum size. */
  static LineQueue start(PrintStream out, long bytesAtMost, LongFunction<String> gap) {
    LineQueue queue = new LineQueue(out, bytesAtMost, gap);
    queue.writer.start();
    return queue;
  }

  @Override
  public void add(byte[] line, Level level) {
    boolean severe = level.intValue() >= Level.SEVERE.intValue();
    if ((severe || !full) && hasRoom(size(line), severe)) {
      enqueue(line);
    } else {
      dropped.incrementAndGet();
    }
    LockSupport.unpark(writer);
  }

  private boolean hasRoom(long size, boolean severe) {
    long most = severe ? bytesAtMost + bytesAtMost / ERRORS_DIVISOR : bytesAtMost;
    boolean room = bytes.addAndGet(size) <= most;
    if (!room) {
      bytes.addAndGet(-size);
    }
    if (!room && !severe) {
      full = true;
    }
    return room;
  }

  private void enqueue(byte[] line) {
    added.incrementAndGet();
    lines.add(line);
  }

  private static long size(byte[] line) {
    return line.length + OVERHEAD_BYTES;
  }

  private void write() {
    while (true) {
      Optional<byte[]> next = Optional.ofNullable(lines.poll());
      if (next.isPresent()) {
        write(next.get());
      } else if (dropped.get() > 0) {
        writeGap();
      } else if (closed) {
        return;
      } else {
        LockSupport.park(this);
      }
    }
  }

  private void write(byte[] line) {
    out.write(line, 0, line.length);
    out.flush();
    long waiting = bytes.addAndGet(-size(line));
    written.incrementAndGet();
    if (full && waiting <= bytesAtMost / 2) {
      writeGap();
    }
  }

  /**
   * Writes the line about dropped lines. It comes after all lines that were added before the first
   * drop, and before all later lines.
   */
  private void writeGap() {
    long count = dropped.getAndSet(0);
    if (count > 0) {
      byte[] line = (gap.apply(count) + "\n").getBytes(StandardCharsets.UTF_8);
      bytes.addAndGet(size(line));
      enqueue(line);
    }
    full = false;
  }

  @Override
  public void flush() {
    long before = added.get();
    long end = System.nanoTime() + FLUSH_TIMEOUT.toNanos();
    boolean interrupted = false;
    while (written.get() < before && System.nanoTime() - end < 0) {
      interrupted |= Thread.interrupted(); // otherwise parkNanos would return immediately
      LockSupport.parkNanos(this, POLL_NANOS);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    flush();
    closed = true;
    LockSupport.unpark(writer);
  }
}

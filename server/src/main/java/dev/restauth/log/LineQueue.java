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
 * Lines on their way to a stream that may take none for a while: a pipe that nobody reads, a disk that is busy.
 * One thread writes them, in the order in which they were added, each with one write; whoever adds one never
 * waits. What has no room is dropped and counted, and a line says so in its place.
 *
 * <p>Once it is full it takes nothing more until half of it is written, so that what is missing is missing in
 * one piece. Errors have room of their own beside the rest. Thread-safe, without a lock.
 */
final class LineQueue implements Lines {
  /** What may wait, errors not counted; less if the heap is small. */
  static final int BYTES_AT_MOST = 1024 * 1024;

  /** How much of the heap may wait. */
  private static final long HEAP_PART = 128;

  /** Errors may have a quarter more. */
  private static final long ERRORS_PART = 4;

  /** Of an array and of its place in the queue. */
  private static final long OVERHEAD_BYTES = 48;

  /** For how long a flush waits. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

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
   * A queue with a thread of its own, which does not keep the process alive.
   *
   * @param bytesAtMost what may wait, errors not counted
   * @param gap the line, without its end, that says how many were dropped
   */
  private LineQueue(PrintStream out, long bytesAtMost, LongFunction<String> gap) {
    this.out = out;
    this.bytesAtMost = bytesAtMost;
    this.gap = gap;
    this.writer = Thread.ofPlatform().name("log").daemon().unstarted(this::write);
  }

  /** One as large as the heap allows. */
  static LineQueue to(PrintStream out, LongFunction<String> gap) {
    long share = Runtime.getRuntime().maxMemory() / HEAP_PART;
    return begun(out, Math.min(share, BYTES_AT_MOST), gap);
  }

  /** One of that size. */
  static LineQueue begun(PrintStream out, long bytesAtMost, LongFunction<String> gap) {
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
    long most = severe ? bytesAtMost + bytesAtMost / ERRORS_PART : bytesAtMost;
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
        tellGap();
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
      tellGap();
    }
  }

  /** After all that was taken before the first was dropped, and before all that will be taken. */
  private void tellGap() {
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
    long end = System.nanoTime() + PATIENCE.toNanos();
    boolean interrupted = false;
    while (written.get() < before && System.nanoTime() - end < 0) {
      interrupted |= Thread.interrupted(); // else it would not park
      LockSupport.parkNanos(this, LOOK_NANOS);
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

package dev.restauth.outbound;

import dev.restauth.outbound.OutboundException.Kind;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * DNS look-ups with a deadline. They run on up to eight separate platform threads, because the
 * system's resolver is a native call that cannot be interrupted, and may take half a minute. A
 * thread exits if it has had no look-up for ten seconds. Thread-safe.
 */
final class NameLookups implements AutoCloseable {
  private static final int THREADS = 8;
  private static final long IDLE_SECONDS = 10;

  private final AtomicInteger started = new AtomicInteger();
  private final NameResolver resolver;

  // A call removes its look-up from the queue when it stops waiting for the look-up. So the queue
  // never has more look-ups than there are calls.
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(CallLimit.CALLS),
          task ->
              Thread.ofPlatform()
                  .daemon()
                  .name("outbound-dns-" + started.getAndIncrement() % THREADS)
                  .unstarted(task));

  NameLookups(NameResolver resolver) {
    this.resolver = resolver;
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Returns the addresses of a target, at least one.
   *
   * @throws OutboundException if no address is found before the deadline, or if this object is
   *     closed or its queue is full
   */
  List<InetAddress> resolve(OutboundTarget target, CallDeadline deadline)
      throws InterruptedException {
    if (target.literal().isPresent()) {
      return target.literal().stream().toList();
    }
    FutureTask<InetAddress[]> lookup = new FutureTask<>(() -> resolver.resolve(target.host()));
    try {
      threads.execute(lookup);
      List<InetAddress> found = List.of(lookup.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS));
      if (!found.isEmpty()) {
        return found;
      }
    } catch (TimeoutException e) {
      throw target.failure(Kind.TIMEOUT, "DNS did not answer in time");
    } catch (RejectedExecutionException e) {
      throw target.failure(Kind.CLOSED, "the server stops, or DNS does not answer");
    } catch (ExecutionException e) {
      // The message of the cause says no more than the exception below.
    } finally {
      threads.remove(lookup);
    }
    throw target.failure(Kind.UNRESOLVED, "the name has no address, or DNS does not answer");
  }

  /**
   * Stops the threads. A thread that is waiting for DNS stops when DNS answers. Look-ups in the
   * queue are dropped, and their callers get an exception at their deadlines.
   */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}

package dev.restauth.listener;

import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The threads that compute TLS handshakes, and the queue in front of them. A key exchange and a
 * signature take about a millisecond, which a client causes with a message of 200 bytes. So the
 * queue is bounded and fair, and the handshake of a client that has gone is not computed.
 * Thread-safe.
 */
final class TlsHandshakes implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(TlsHandshakes.class.getName());

  /** The maximum number of sources whose last turn is remembered, with about 150 bytes each. */
  private static final int REMEMBERED = 16 * 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrival = lock.newCondition();
  private final HandshakeQueue<Handshake> queue; // guarded by lock
  private final ThreadFactory threads;
  private boolean closed; // guarded by lock

  /**
   * Starts the threads.
   *
   * @param waiting the maximum number of waiting handshakes
   */
  TlsHandshakes(int threads, int waiting) {
    queue = new HandshakeQueue<>(waiting, REMEMBERED);
    this.threads =
        Thread.ofPlatform()
            .daemon()
            .name("tls-handshake-", 0)
            .uncaughtExceptionHandler((_, failure) -> replace(failure))
            .factory();
    for (int i = 0; i < threads; i++) {
      this.threads.newThread(this::work).start();
    }
  }

  /**
   * The handshake of one connection, as the executor of its computations. TLS makes one computation
   * after the other.
   */
  final class Handshake implements Executor {
    private final Object source;
    private final Runnable refuse;
    private Optional<Runnable> computation = Optional.empty(); // guarded by lock
    private int computing; // guarded by lock
    private boolean gone; // guarded by lock

    private Handshake(Object source, Runnable refuse) {
      this.source = source;
      this.refuse = refuse;
    }

    /** Adds a computation to the queue. If there is no room for it, refuses the handshake. */
    @Override
    public void execute(Runnable next) {
      Optional<Handshake> refused;
      lock.lock();
      try {
        if (gone || closed) {
          return;
        }
        computation = Optional.of(next);
        refused = queue.add(source, this);
        arrival.signal();
      } finally {
        lock.unlock();
      }
      refused.ifPresent(each -> each.refuse.run());
    }

    /** Begins the computation that has waited; the caller holds the lock. */
    private Optional<Runnable> begin() {
      Optional<Runnable> next = computation.map(each -> () -> compute(each));
      computation = Optional.empty();
      computing++;
      return next;
    }

    private void compute(Runnable next) {
      try {
        next.run();
      } finally {
        lock.lock();
        try {
          computing--;
        } finally {
          lock.unlock();
        }
      }
    }

    /**
     * Ends the handshake, because the connection is closed. No further computation begins.
     *
     * @return whether a thread makes a computation now
     */
    boolean end() {
      lock.lock();
      try {
        gone = true;
        queue.remove(source, this);
        return computing > 0;
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Returns the handshake of a new connection.
   *
   * @param source identifies the client among whose handshakes this one takes its turn
   * @param refuse closes the connection; any thread may call it
   */
  Handshake of(Object source, Runnable refuse) {
    return new Handshake(source, refuse);
  }

  /** The number of handshakes that wait for a thread. */
  int waiting() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    for (Optional<Runnable> next = take(); next.isPresent(); next = take()) {
      next.get().run();
    }
  }

  /** Replaces a thread that has failed. */
  private void replace(Throwable failure) {
    LOG.log(Level.ERROR, "computing a TLS handshake failed", failure);
    threads.newThread(this::work).start();
  }

  /** Waits for the next computation. Returns empty after the end. */
  private Optional<Runnable> take() {
    lock.lock();
    try {
      while (!closed) {
        Optional<Runnable> next = queue.next().flatMap(Handshake::begin);
        if (next.isPresent()) {
          return next;
        }
        arrival.awaitUninterruptibly();
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the threads. Handshakes that wait are not computed. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      arrival.signalAll();
    } finally {
      lock.unlock();
    }
  }
}

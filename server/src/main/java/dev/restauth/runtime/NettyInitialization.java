package dev.restauth.runtime;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The initialisation of Netty. Its classes take about 70 ms at each start, because the JDK links
 * functions and generates classes for them. The server initialises them on a separate thread while
 * it opens the database. Thread-safe.
 */
public final class NettyInitialization {
  private static final AtomicReference<Thread> THREAD = new AtomicReference<>();

  private NettyInitialization() {}

  /**
   * Sets the properties and begins to initialise classes on a separate thread. Further calls have
   * no effect.
   *
   * @param classes uses the classes
   */
  public static void begin(Runnable classes) {
    setProperties();
    Thread thread = Thread.ofPlatform().daemon().name("netty").unstarted(classes);
    if (THREAD.compareAndSet(null, thread)) {
      thread.start();
    }
  }

  /**
   * Sets the properties, and waits for the classes if their initialisation has begun. Call this
   * method before any class of Netty or of TLS is used. Two threads that initialise classes of Netty
   * at the same time could wait for each other forever.
   */
  public static void complete() {
    setProperties();
    Thread thread = THREAD.get();
    if (thread == null) {
      return;
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Sets the system properties that Netty and Java's TLS read only once, when their first classes
   * are loaded.
   */
  private static void setProperties() {
    System.setProperty("io.netty.noUnsafe", "true");
    System.setProperty("io.netty.noPreferDirect", "true");
    System.setProperty("io.netty.allocator.type", "unpooled");
    System.setProperty("io.netty.leakDetection.level", "disabled");
    System.setProperty("io.netty.buffer.checkAccessible", "false"); // Java checks bounds itself
    System.setProperty("io.netty.recycler.maxCapacityPerThread", "0");
    System.setProperty(
        "io.netty.machineId", "00:00:00:00:00:00:00:00"); // otherwise Netty searches network cards
    // Otherwise, a client could make the server sign repeatedly over one TLS 1.2 connection,
    // without sending a request.
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
  }
}

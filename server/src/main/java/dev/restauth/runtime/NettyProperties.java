package dev.restauth.runtime;

/**
 * Sets the system properties that Netty and Java's TLS read only once, when their first classes are
 * loaded.
 */
public final class NettyProperties {
  private NettyProperties() {}

  /** Sets the properties. Call this method before any class of Netty or of TLS is used. */
  public static void set() {
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

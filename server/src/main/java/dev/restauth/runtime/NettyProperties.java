package dev.restauth.runtime;

/** The properties that Netty and Java's TLS read only once, when their first classes are loaded. */
public final class NettyProperties {
  private NettyProperties() {}

  /** Sets them. Call it before any class of Netty or of TLS is used. */
  public static void set() {
    System.setProperty("io.netty.noUnsafe", "true");
    System.setProperty("io.netty.noPreferDirect", "true");
    System.setProperty("io.netty.allocator.type", "unpooled");
    System.setProperty("io.netty.leakDetection.level", "disabled");
    System.setProperty("io.netty.buffer.checkAccessible", "false"); // Java's own bounds checks stay
    System.setProperty("io.netty.recycler.maxCapacityPerThread", "0");
    System.setProperty(
        "io.netty.machineId", "00:00:00:00:00:00:00:00"); // else it searches network cards
    // Otherwise a TLS 1.2 connection could make the server sign again and again, without a request.
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
  }
}

package dev.restauth.password;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A caller's request for a hash, without the password. It contains the properties that the queue
 * needs.
 *
 * @param priority the priority if many requests wait
 * @param source the source of the request, such as a client's address; all requests of one source
 *     share its turns
 * @param disconnected returns whether the client has disconnected; called about ten times a second,
 *     on the waiting thread
 * @param address the client's address, for reports of the outcome; empty if there is no client
 */
public record HashRequest(
    Priority priority, String source, BooleanSupplier disconnected, Optional<InetAddress> address) {

  /** The priority of a request if many requests are waiting. */
  public enum Priority {
    /**
     * A log-in from an address from which the user has logged in before. Half of the queue is
     * reserved for such log-ins.
     */
    RETURNING(2),
    /** Any other log-in. */
    OTHER(1),
    /**
     * A registration, or work that can wait. This priority may use at most a quarter of the queue.
     */
    REGISTRATION(1);

    private final int weight;

    Priority(int weight) {
      this.weight = weight;
    }

    int weight() {
      return weight;
    }
  }

  private static final int NETWORK_BYTES = 8;

  /** Creates a request that does not come from a client. */
  public HashRequest(Priority priority, String source, BooleanSupplier disconnected) {
    this(priority, source, disconnected, Optional.empty());
  }

  /**
   * Creates the request of a client.
   *
   * @param address the client's address. For IPv6, only the first 64 bits count, since one client
   *     can use all addresses of such a network
   */
  public static HashRequest fromClient(
      Priority priority, InetAddress address, BooleanSupplier disconnected) {
    byte[] bytes = address.getAddress();
    boolean whole = bytes.length <= NETWORK_BYTES;
    return new HashRequest(
        priority,
        HexFormat.of().formatHex(whole ? bytes : Arrays.copyOf(bytes, NETWORK_BYTES)),
        disconnected,
        Optional.of(address));
  }

  /** Returns the same request with another priority. */
  public HashRequest withPriority(Priority other) {
    return new HashRequest(other, source, disconnected, address);
  }

  /** A request by an operator or by the server itself, which cannot flood the queue. */
  public static final HashRequest OPERATOR = new HashRequest(Priority.RETURNING, "", () -> false);
}

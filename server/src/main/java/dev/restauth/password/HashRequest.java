package dev.restauth.password;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Who asks for a hash, as far as the queue for it has to know.
 *
 * @param priority what she may expect when many wait
 * @param source whose turns are hers: those of one source share them, such as a client's address
 * @param gone whether she waits no longer; asked about ten times a second, by her own thread
 * @param address hers, for whoever tells of what came of it; empty if it is no client
 */
public record HashRequest(
    Priority priority, String source, BooleanSupplier gone, Optional<InetAddress> address) {

  /** What somebody may expect when many wait. */
  public enum Priority {
    /** An account from an address that has logged in to it before: half of everything is kept for it. */
    KNOWN(2),
    /** Any other log-in. */
    OTHER(1),
    /** Somebody who has no account yet, and work that can be done another time: a quarter at most. */
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

  /** Not a client. */
  public HashRequest(Priority priority, String source, BooleanSupplier gone) {
    this(priority, source, gone, Optional.empty());
  }

  /**
   * A client.
   *
   * @param address hers; of IPv6 its network of 64 bits counts, since one client has that many
   */
  public static HashRequest at(Priority priority, InetAddress address, BooleanSupplier gone) {
    byte[] bytes = address.getAddress();
    boolean whole = bytes.length <= NETWORK_BYTES;
    return new HashRequest(
        priority,
        HexFormat.of().formatHex(whole ? bytes : Arrays.copyOf(bytes, NETWORK_BYTES)),
        gone,
        Optional.of(address));
  }

  /** The same in another priority. */
  public HashRequest withPriority(Priority other) {
    return new HashRequest(other, source, gone, address);
  }

  /** An operator, or the server itself: nobody who could be flooding. */
  public static final HashRequest OPERATOR = new HashRequest(Priority.KNOWN, "", () -> false);
}

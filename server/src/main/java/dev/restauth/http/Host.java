package dev.restauth.http;

import dev.restauth.config.AddressBlock;
import dev.restauth.config.Environment;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** A host to listen on. Thread-safe. */
public final class Host {
  private final String name;
  private final Environment machine;
  private Optional<List<InetAddress>> addresses = Optional.empty(); // guarded by this

  /**
   * Creates a host. The host's addresses are looked up once, on first use.
   *
   * @param name an IP address without brackets, or a name
   */
  Host(String name, Environment machine) {
    this.name = name;
    this.machine = machine;
  }

  /** An IP address without brackets, or a name. */
  public String name() {
    return name;
  }

  /** Returns whether only this machine can connect; also true if the name has no addresses. */
  public boolean isLoopback() {
    return isLocalhost() || addresses().stream().allMatch(InetAddress::isLoopbackAddress);
  }

  /** Returns whether no address was found for the name. */
  boolean hasNoAddress() {
    return !isLocalhost() && addresses().isEmpty();
  }

  private boolean isLocalhost() {
    return name.equalsIgnoreCase("localhost");
  }

  private synchronized List<InetAddress> addresses() {
    if (addresses.isEmpty()) {
      addresses =
          AddressBlock.literal(name)
              .map(List::of)
              .or(() -> Optional.of(machine.names().apply(name)));
    }
    return addresses.orElseThrow();
  }

  /** The name. */
  @Override
  public String toString() {
    return name;
  }
}

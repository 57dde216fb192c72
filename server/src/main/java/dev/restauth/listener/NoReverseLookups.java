package dev.restauth.listener;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.stream.Stream;

/**
 * Looks up addresses of names as ever, but never names of addresses. Helidon 4.5 asks for the name of
 * each client that connects by TLS, before its handshake: with a slow name server of his own, a client
 * could hold the few threads that carry all others. Public only because it is loaded as a service.
 */
public final class NoReverseLookups extends InetAddressResolverProvider {
  /** Called by the JDK's service loader. */
  public NoReverseLookups() {}

  @Override
  public InetAddressResolver get(Configuration configuration) {
    InetAddressResolver builtin = configuration.builtinResolver();
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
          throws UnknownHostException {
        return builtin.lookupByName(host, policy);
      }

      @Override
      public String lookupByAddress(byte[] address) throws UnknownHostException {
        throw new UnknownHostException("names of addresses are not looked up");
      }
    };
  }

  @Override
  public String name() {
    return "without reverse lookups";
  }
}

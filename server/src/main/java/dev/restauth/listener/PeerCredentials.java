package dev.restauth.listener;

import dev.restauth.http.UnixPeer;
import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioChannelOption;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/**
 * Determines the user at the other end of a Unix socket (SO_PEERCRED). Compares user numbers, not
 * names.
 *
 * @param trusted the users who may give commands
 */
record PeerCredentials(Set<UserPrincipal> trusted) {
  private static final String ROOT = "0";

  PeerCredentials {
    trusted = Set.copyOf(trusted);
  }

  /** Returns a check that trusts this user and root. */
  static PeerCredentials of(UserPrincipal owner) {
    Set<UserPrincipal> trusted = new HashSet<>(Set.of(owner));
    try {
      trusted.add(
          FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(ROOT));
    } catch (IOException e) {
      // On a system without root, only the owner is trusted.
    }
    return new PeerCredentials(trusted);
  }

  /**
   * Returns the peer of a connection. A peer whose user the system does not report is not trusted.
   */
  UnixPeer of(Channel connection) {
    Optional<UnixDomainPrincipal> peer =
        Optional.ofNullable(
            connection.config().getOption(NioChannelOption.of(ExtendedSocketOptions.SO_PEERCRED)));
    return peer.map(found -> new UnixPeer(found.user().getName(), trusted.contains(found.user())))
        .orElseGet(() -> new UnixPeer("?", false));
  }
}

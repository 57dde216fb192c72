package dev.restauth.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A wire to a port of this machine that can be cut: connections break, and none is made. */
final class Wire implements AutoCloseable {
  private final ServerSocket listening;
  private final int to;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

  Wire(int to) throws IOException {
    this.listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    this.to = to;
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  void cut() {
    cut = true;
    breakAll();
  }

  void mend() {
    cut = false;
  }

  private void breakAll() {
    open.forEach(Wire::close);
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        join(listening.accept());
      } catch (IOException closed) {
        breakAll();
      }
    }
  }

  private void join(Socket near) throws IOException {
    open.add(near);
    if (cut) {
      close(near);
      return;
    }
    Socket far = new Socket(InetAddress.getLoopbackAddress(), to);
    near.setTcpNoDelay(true);
    far.setTcpNoDelay(true);
    open.add(far);
    carry(near, far);
    carry(far, near);
    if (cut) {
      breakAll();
    }
  }

  private void carry(Socket from, Socket into) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                from.getInputStream().transferTo(into.getOutputStream());
              } catch (IOException broken) {
                // Both ends hear of it below.
              } finally {
                close(from);
                close(into);
                open.remove(from);
                open.remove(into);
              }
            });
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    breakAll();
  }
}

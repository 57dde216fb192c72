package dev.restauth.adopt.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The way to a database, which can be cut, or swallow all that is sent. */
final class Cable implements AutoCloseable {
  private final int target;
  private final Set<Socket> ends = ConcurrentHashMap.newKeySet();
  private final ServerSocket listener;
  private volatile boolean cut;
  private volatile boolean swallowing;

  Cable(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread _ = Thread.startVirtualThread(this::carry);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void carry() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        ends.add(client);
        ends.add(server);
        if (cut) {
          endAll();
        }
        Thread _ = Thread.startVirtualThread(() -> pump(client, server));
        Thread _ = Thread.startVirtualThread(() -> pump(server, client));
      } catch (IOException closed) {
        // The end of the test.
      }
    }
  }

  private void pump(Socket from, Socket to) {
    try {
      byte[] buffer = new byte[8_192];
      for (int n = from.getInputStream().read(buffer);
          n >= 0;
          n = from.getInputStream().read(buffer)) {
        if (!swallowing) {
          to.getOutputStream().write(buffer, 0, n);
        }
      }
      to.close();
    } catch (IOException closed) {
      // Cut.
    }
  }

  /** Whatever is connected, and whatever connects from now on, is ended at once. */
  void cut() {
    cut = true;
    endAll();
  }

  private void endAll() {
    try {
      for (Socket end : ends) {
        end.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void mend() {
    ends.clear();
    swallowing = false;
    cut = false;
  }

  /** What was connected stays so, and hears nothing any more. */
  void swallow() {
    swallowing = true;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    endAll();
  }
}

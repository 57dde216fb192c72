package dev.restauth.bench.hostile;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An attack on a server, with many connections from several loopback addresses. When a connection
 * is closed, the attack opens a new one.
 *
 * @param addresses the number of addresses: up to 250 in one network, from 127.0.{@code block}.1
 *     on, or more, each in a network of its own, from 127.1.0.{@code block} on
 * @param connections the number of connections of each address
 */
record Attack(
    String name,
    int block,
    int addresses,
    int connections,
    Life life,
    AtomicLong made,
    AtomicLong failed) {
  private static final int IN_ONE_NETWORK = 250;

  /** The delay between the end of a connection and the next connection. */
  static final long AGAIN_MILLIS = 200;

  private static final long AFTER_REFUSAL_MILLIS = 1_000;

  /** Opens a connection, uses it for an attack, and closes it. */
  interface Life {
    void live(Target target, String from) throws IOException, InterruptedException;
  }

  Attack(String name, int block, int addresses, int connections, Life life) {
    this(name, block, addresses, connections, life, new AtomicLong(), new AtomicLong());
  }

  /** Starts the attack, which continues until the process exits. */
  void start(Target target) {
    for (int i = 0; i < addresses * connections; i++) {
      String from = address(i % addresses);
      Thread.startVirtualThread(() -> repeat(target, from));
    }
  }

  private String address(int number) {
    return addresses <= IN_ONE_NETWORK
        ? "127.0.%d.%d".formatted(block, 1 + number)
        : "127.%d.%d.%d".formatted(1 + number / IN_ONE_NETWORK, number % IN_ONE_NETWORK, block);
  }

  private void repeat(Target target, String from) {
    while (true) {
      try {
        made.incrementAndGet();
        try {
          life.live(target, from);
          Thread.sleep(AGAIN_MILLIS);
        } catch (IOException closed) {
          failed.incrementAndGet();
          Thread.sleep(AFTER_REFUSAL_MILLIS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /**
   * Leaves a connection open until the server closes it or the timeout expires, and discards the
   * input.
   */
  static void hold(Socket socket) throws IOException {
    byte[] buffer = new byte[4096];
    while (socket.getInputStream().read(buffer) >= 0) {
      // The input is discarded.
    }
  }

  @Override
  public String toString() {
    return "%s: %d connections from %d addresses, %,d made, %,d of them refused or cut off"
        .formatted(name, addresses * connections, addresses, made.get(), failed.get());
  }
}

package dev.restauth.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A flood of TLS handshakes, like an attacker's: the same ClientHello is sent repeatedly over new
 * connections. The server computes a key and a signature for each handshake. This program computes
 * nothing, and closes the connection when the answer begins.
 */
public final class Handshakes {
  private static final int WORKERS = 64;
  private static final int PATIENCE_MILLIS = 5_000;
  private static final int HANDSHAKE = 22; // a record's type (RFC 8446, 5.1)

  private final InetSocketAddress server;
  private final byte[] hello;
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();

  private Handshakes(InetSocketAddress server, byte[] hello) {
    this.server = server;
    this.hello = hello;
  }

  /**
   * Prints the number of answered handshakes per second, and the number of failures.
   *
   * @param arguments the server's URL, the handshakes per second, and the number of seconds
   */
  public static void main(String[] arguments) throws Exception {
    URI url = URI.create(arguments[0]);
    int seconds = Integer.parseInt(arguments[2]);
    var flood = new Handshakes(new InetSocketAddress(url.getHost(), url.getPort()), ClientHello.create());
    flood.run(Integer.parseInt(arguments[1]), seconds);
    System.out.printf(Locale.ROOT, "%d %d%n", flood.answered.get() / seconds, flood.failed.get());
  }

  /**
   * Starts handshakes at fixed intervals. A worker that is late starts its next handshake at once.
   */
  private void run(int perSecond, int seconds) {
    long begun = System.nanoTime();
    int all = perSecond * seconds;
    AtomicInteger turn = new AtomicInteger();
    try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < WORKERS; i++) {
        workers.execute(
            () -> {
              for (int mine = turn.getAndIncrement(); mine < all; mine = turn.getAndIncrement()) {
                long due = begun + TimeUnit.SECONDS.toNanos(mine) / perSecond;
                sleepUntil(due);
                if (System.nanoTime() - begun >= TimeUnit.SECONDS.toNanos(seconds)) {
                  return;
                }
                handshake();
              }
            });
      }
    }
  }

  private static void sleepUntil(long due) {
    try {
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void handshake() {
    try (SocketChannel channel = SocketChannel.open()) {
      // Closes with a reset. Otherwise each connection would block its port for 60 s (TIME_WAIT).
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      Socket socket = channel.socket();
      socket.connect(server, PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(hello);
      (socket.getInputStream().read() == HANDSHAKE ? answered : failed).incrementAndGet();
    } catch (IOException e) {
      failed.incrementAndGet();
    }
  }
}

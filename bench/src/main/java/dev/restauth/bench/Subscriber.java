package dev.restauth.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Follows the feed of a server and records when events arrive. It inspects as few bytes as
 * possible, because many subscribers share the machine with the measured server. Runs until its
 * process exits.
 */
public final class Subscriber {
  private static final ByteSearch CURRENT = new ByteSearch("event: current\n");
  private static final ByteSearch SESSION = new ByteSearch("event: session\n");
  private static final long AGAIN_MILLIS = 300;

  private final URI server;
  private final String key;
  private final CountDownLatch current = new CountDownLatch(1);
  private final AtomicInteger told = new AtomicInteger();
  private final AtomicInteger attempts = new AtomicInteger();
  private volatile long toldAt;
  private volatile long currentAt;

  private Subscriber(URI server, String key) {
    this.server = server;
    this.key = key;
  }

  /** Starts a subscriber, which follows the feed of {@code server}. */
  public static Subscriber start(URI server, String key) {
    Subscriber started = new Subscriber(server, key);
    Thread.startVirtualThread(started::run);
    return started;
  }

  /**
   * Waits until the subscriber is up to date, and returns the time at which that happened, by
   * {@link System#nanoTime}.
   */
  public long currentAt() throws InterruptedException {
    current.await();
    return currentAt;
  }

  /** Returns the number of connections that the subscriber needed until it was up to date. */
  int attempts() {
    return attempts.get();
  }

  /** Returns the number of log-outs that have arrived since the subscriber was up to date. */
  public int told() {
    return told.get();
  }

  /** Returns the time at which the latest log-out arrived, by {@link System#nanoTime}. */
  long toldAt() {
    return toldAt;
  }

  private void run() {
    byte[] request =
        ("GET /api/revocations HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                + key
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    while (currentAt == 0) {
      attempts.incrementAndGet();
      try (Socket socket = new Socket(server.getHost(), server.getPort())) {
        socket.getOutputStream().write(request);
        read(socket.getInputStream());
        Thread.sleep(AGAIN_MILLIS);
      } catch (IOException e) {
        // The subscriber connects again.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void read(InputStream in) throws IOException {
    byte[] buffer = new byte[1 << 16];
    int kept = 0;
    int read = in.read(buffer);
    while (read >= 0) {
      int end = kept + read;
      int used = look(buffer, end, System.nanoTime());
      kept = end - used;
      System.arraycopy(buffer, used, buffer, 0, kept);
      read = in.read(buffer, kept, buffer.length - kept);
    }
  }

  /**
   * Counts the events in the buffer, and returns the number of bytes that need not be inspected
   * again.
   */
  private int look(byte[] buffer, int end, long now) {
    int used = 0;
    if (currentAt == 0) {
      int found = CURRENT.find(buffer, 0, end);
      if (found >= 0) {
        used = found;
        currentAt = now;
        current.countDown();
      }
    }
    int found = currentAt == 0 ? -1 : SESSION.find(buffer, used, end);
    while (found >= 0) {
      toldAt = now;
      told.incrementAndGet();
      used = found;
      found = SESSION.find(buffer, used, end);
    }
    return Math.max(used, end - SESSION.length() + 1);
  }
}

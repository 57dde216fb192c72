package dev.restauth.upgrade;

import dev.restauth.Repeats;
import dev.restauth.http.HttpCalls;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Servers behind a simulated load balancer. A client that gets no response tries the next server.
 */
final class Servers {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int PAUSE_MILLIS = 20;
  private static final int UNAVAILABLE = 503;

  private final List<HttpCalls> servers;
  private final AtomicInteger next = new AtomicInteger();

  Servers(List<HttpCalls> servers) {
    this.servers = List.copyOf(servers);
  }

  /**
   * A response.
   *
   * @param inDoubt whether an earlier attempt may have taken effect, with only its response lost
   */
  record Outcome(HttpCalls.Reply reply, boolean inDoubt) {}

  /** Repeats the call until a server responds. */
  Outcome call(Function<HttpCalls, HttpCalls.Reply> call) throws InterruptedException {
    long start = System.nanoTime();
    boolean inDoubt = false;
    while (System.nanoTime() - start < PATIENCE_NANOS) {
      HttpCalls server = servers.get(Math.floorMod(next.getAndIncrement(), servers.size()));
      try {
        HttpCalls.Reply reply = call.apply(server);
        if (reply.status() != UNAVAILABLE) {
          return new Outcome(reply, inDoubt);
        }
        inDoubt =
            true; // a change that is answered with 503 may have taken effect (docs/clustering.md)
      } catch (UncheckedIOException e) {
        inDoubt |= !(e.getCause() instanceof ConnectException);
      } catch (NoSuchElementException | IndexOutOfBoundsException cutOff) {
        inDoubt = true;
      }
      Repeats.print("on another server");
      Thread.sleep(PAUSE_MILLIS);
    }
    throw new AssertionError("no server answers");
  }
}

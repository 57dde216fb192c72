package dev.restauth.client;

import dev.restauth.client.Follower.Received;
import dev.restauth.client.NotConnectedException.Reason;
import dev.restauth.client.RemoteServer.Opened;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Maintains a connection to the server's feed until the feed's thread is interrupted. Drops a
 * stream that is silent or malformed, and always reconnects.
 */
final class Feed implements Runnable {
  private static final Logger LOG = System.getLogger("dev.restauth.client");

  private final RemoteServer server;
  private final RevocationState state;
  private final Follower follower;
  private final Runnable upkeep;
  private final FeedTimings timings;
  private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
  private volatile String trouble = "no answer yet";
  private int failures;
  private boolean staleLogged;
  private boolean drifted;
  private long silenceDeadline;
  private long snapshotDeadline;

  /**
   * Creates a feed.
   *
   * @param upkeep a task to run about once per second while the feed is up to date
   */
  Feed(RemoteServer server, RevocationState state, Runnable upkeep, FeedTimings timings) {
    this.server = server;
    this.state = state;
    this.follower = new Follower(state);
    this.upkeep = upkeep;
    this.timings = timings;
  }

  /**
   * Returns a future that completes when the verifier can check tokens. It fails with a {@link
   * NotConnectedException} if the server refuses the feed first.
   */
  CompletableFuture<Boolean> ready() {
    return ready;
  }

  /** Returns the message of the last failure. */
  String trouble() {
    return trouble;
  }

  @Override
  public void run() {
    try {
      while (true) {
        Duration wait;
        try {
          wait = follow();
        } catch (FeedRefusedException e) {
          state.freshness().markStale();
          ready.completeExceptionally(
              new NotConnectedException(e.reason(), String.valueOf(e.getMessage())));
          wait = e.reason() == Reason.NO_FEED ? backoff() : jitter(timings.refusedRetry());
          logProblem(e);
        } catch (IOException | RuntimeException e) {
          wait = backoff();
          logProblem(e);
        }
        TimeUnit.NANOSECONDS.sleep(wait.toNanos());
      }
    } catch (InterruptedException closed) {
      state.freshness().markStale();
      server.close();
    }
  }

  /**
   * Follows one stream until it fails, or until the clocks have drifted apart.
   *
   * @return the wait before the next request, if the clocks have drifted apart
   * @throws IOException if the stream fails
   */
  private Duration follow() throws IOException, InterruptedException {
    drifted = false;
    follower.begin();
    StreamChunks chunks = open();
    try {
      snapshotDeadline = System.nanoTime() + timings.snapshotWithin().toNanos();
      expectEventWithin(timings.staleAfter());
      EventParser parser = new EventParser(this::receive);
      while (true) {
        List<ByteBuffer> bytes = chunks.take(Math.max(0, silenceDeadline - System.nanoTime()));
        if (bytes.isEmpty() && silenceDeadline - System.nanoTime() <= 0) {
          throw new FeedStreamException("nothing was received for " + timings.staleAfter());
        }
        for (ByteBuffer each : bytes) {
          parser.read(each);
        }
        if (drifted) {
          return jitter(timings.retryAtLeast());
        }
      }
    } finally {
      chunks.cancel();
    }
  }

  private StreamChunks open() throws IOException, InterruptedException {
    Opened opened = server.follow(follower.resumableAfter(), timings.staleAfter());
    try {
      check(opened.header());
      return opened.body();
    } catch (FeedStreamException e) {
      opened.body().cancel();
      throw e;
    }
  }

  private static void check(ResponseInfo header) throws FeedStreamException {
    switch (header.statusCode()) {
      case 200 -> {
        String type = header.headers().firstValue("Content-Type").orElse("");
        if (!type.startsWith("text/event-stream")) {
          throw new FeedStreamException("the response is not an event stream");
        }
      }
      case 401 ->
          throw new FeedRefusedException(
              Reason.KEY_REFUSED, "the server refuses the service key (401)");
      case 403 ->
          throw new FeedRefusedException(
              Reason.SCOPE_MISSING, "the service key lacks the scope revocations:read (403)");
      case 404 ->
          throw new FeedRefusedException(
              Reason.NO_FEED, "the server has no /api/revocations (404)");
      default -> throw new FeedStreamException("the server answered " + header.statusCode());
    }
  }

  private void receive(Event event) throws FeedStreamException {
    Received received = follower.receive(event);
    switch (received) {
      case PART_OF_SNAPSHOT -> {
        if (snapshotDeadline - System.nanoTime() <= 0) {
          throw new FeedStreamException("a snapshot took more than " + timings.snapshotWithin());
        }
        expectEventWithin(timings.staleAfter());
      }
      case BEGINNING -> expectEventWithin(timings.staleAfter());
      case HEARTBEAT, LAST_HEARTBEAT -> {
        expectEventWithin(timings.staleAfter());
        upToDate();
        drifted = received == Received.LAST_HEARTBEAT;
      }
      case CHANGE, NOTHING -> {} // only a heartbeat proves that no event is missing
    }
  }

  private void expectEventWithin(Duration time) {
    silenceDeadline = System.nanoTime() + time.toNanos();
  }

  private void upToDate() {
    failures = 0;
    ready.complete(true);
    upkeep.run();
    if (staleLogged && state.freshness().isFresh()) {
      staleLogged = false;
      LOG.log(Level.INFO, "the feed of REST-auth is up to date again");
    }
  }

  /** Logs a warning once for each period in which the feed is stale. */
  private void logProblem(Exception e) {
    trouble = String.valueOf(e.getMessage());
    LOG.log(Level.DEBUG, "the feed of REST-auth ended: {0}", trouble);
    if (ready.isDone() && !staleLogged && !state.freshness().isFresh()) {
      staleLogged = true;
      LOG.log(
          Level.WARNING,
          "the feed of REST-auth is stale, so new revocations are unknown: {0}",
          trouble);
    }
  }

  private Duration backoff() {
    long wait = timings.retryAtLeast().toMillis() << Math.min(failures, 10);
    failures++;
    return jitter(Duration.ofMillis(Math.min(wait, timings.retryAtMost().toMillis())));
  }

  /**
   * Returns a random duration between the given one and twice that duration, so that clients do not
   * all reconnect at the same moment.
   */
  private static Duration jitter(Duration time) {
    return time.plusNanos(ThreadLocalRandom.current().nextLong(time.toNanos()));
  }
}

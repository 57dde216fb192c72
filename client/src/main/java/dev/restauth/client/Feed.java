package dev.restauth.client;

import dev.restauth.client.Follower.Heard;
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
 * Keeps a connection to the server's feed for as long as its thread is not interrupted: follows it,
 * gives it up when nothing is heard or something is odd, and connects again, for ever.
 */
final class Feed implements Runnable {
  private static final Logger LOG = System.getLogger("dev.restauth.client");

  private final RemoteServer server;
  private final RevocationState knowledge;
  private final Follower follower;
  private final Runnable upkeep;
  private final FeedTimings pace;
  private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
  private volatile String trouble = "no answer yet";
  private int failures;
  private boolean said;
  private boolean drifted;
  private long quietUntil;
  private long snapshotUntil;

  /**
   * @param upkeep is run about each second while all is well
   */
  Feed(RemoteServer server, RevocationState knowledge, Runnable upkeep, FeedTimings pace) {
    this.server = server;
    this.knowledge = knowledge;
    this.follower = new Follower(knowledge);
    this.upkeep = upkeep;
    this.pace = pace;
  }

  /** Ends when tokens can be checked, or with a {@link NotConnectedException} when they never will. */
  CompletableFuture<Boolean> ready() {
    return ready;
  }

  /** What went wrong last, for people. */
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
          knowledge.freshness().lost();
          ready.completeExceptionally(
              new NotConnectedException(e.reason(), String.valueOf(e.getMessage())));
          wait = e.reason() == Reason.NO_FEED ? backoff() : jitter(pace.refusedRetry());
          explain(e);
        } catch (IOException | RuntimeException e) {
          wait = backoff();
          explain(e);
        }
        TimeUnit.NANOSECONDS.sleep(wait.toNanos());
      }
    } catch (InterruptedException closed) {
      knowledge.freshness().lost();
      server.close();
    }
  }

  /**
   * Until something is wrong.
   *
   * @return when to connect again where nothing is, but that it is time for another stream
   */
  private Duration follow() throws IOException, InterruptedException {
    drifted = false;
    follower.begin();
    StreamChunks chunks = open();
    try {
      snapshotUntil = System.nanoTime() + pace.snapshotWithin().toNanos();
      stayQuietAtMost(pace.staleAfter());
      EventParser parser = new EventParser(this::hear);
      while (true) {
        List<ByteBuffer> bytes = chunks.take(Math.max(0, quietUntil - System.nanoTime()));
        if (bytes.isEmpty() && quietUntil - System.nanoTime() <= 0) {
          throw new FeedStreamException("nothing was heard for " + pace.staleAfter());
        }
        for (ByteBuffer each : bytes) {
          parser.read(each);
        }
        if (drifted) {
          return jitter(pace.retryAtLeast());
        }
      }
    } finally {
      chunks.cancel();
    }
  }

  private StreamChunks open() throws IOException, InterruptedException {
    Opened opened = server.follow(follower.last(), pace.staleAfter());
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
          throw new FeedStreamException("the answer is no stream of events");
        }
      }
      case 401 ->
          throw new FeedRefusedException(
              Reason.KEY_REFUSED, "the server refuses the service key (401)");
      case 403 ->
          throw new FeedRefusedException(
              Reason.SCOPE_MISSING, "the service key lacks the scope revocations:read (403)");
      case 404 ->
          throw new FeedRefusedException(Reason.NO_FEED, "there is no /api/revocations (404)");
      default -> throw new FeedStreamException("the server answers " + header.statusCode());
    }
  }

  private void hear(Event event) throws FeedStreamException {
    Heard heard = follower.hear(event);
    switch (heard) {
      case PART_OF_SNAPSHOT -> {
        if (snapshotUntil - System.nanoTime() <= 0) {
          throw new FeedStreamException("a snapshot took more than " + pace.snapshotWithin());
        }
        stayQuietAtMost(pace.staleAfter());
      }
      case BEGINNING -> stayQuietAtMost(pace.staleAfter());
      case HEARTBEAT, LAST_HEARTBEAT -> {
        stayQuietAtMost(pace.staleAfter());
        allIsWell();
        drifted = heard == Heard.LAST_HEARTBEAT;
      }
      case CHANGE, NOTHING -> {} // only a heartbeat says that nothing else has happened
    }
  }

  private void stayQuietAtMost(Duration time) {
    quietUntil = System.nanoTime() + time.toNanos();
  }

  private void allIsWell() {
    failures = 0;
    ready.complete(true);
    upkeep.run();
    if (said && knowledge.freshness().isFresh()) {
      said = false;
      LOG.log(Level.INFO, "REST-auth is heard again: what was revoked meanwhile is known");
    }
  }

  /** Once for each time that the server is not heard. */
  private void explain(Exception e) {
    trouble = String.valueOf(e.getMessage());
    LOG.log(Level.DEBUG, "the feed of REST-auth ended: {0}", trouble);
    if (ready.isDone() && !said && !knowledge.freshness().isFresh()) {
      said = true;
      LOG.log(
          Level.WARNING,
          "REST-auth is not heard, so what is revoked now is not known here: {0}",
          trouble);
    }
  }

  private Duration backoff() {
    long wait = pace.retryAtLeast().toMillis() << Math.min(failures, 10);
    failures++;
    return jitter(Duration.ofMillis(Math.min(wait, pace.retryAtMost().toMillis())));
  }

  /** Up to twice as long, so that not all come back at the same moment. */
  private static Duration jitter(Duration time) {
    return time.plusNanos(ThreadLocalRandom.current().nextLong(time.toNanos()));
  }
}

package dev.restauth.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * A fake server that writes each response as raw bytes. The test decides what the feed sends, and
 * which network failures occur.
 */
final class FakeServer implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final BlockingQueue<Stream> streams = new LinkedBlockingQueue<>();
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
  private final AtomicInteger keySetCalls = new AtomicInteger();
  private final AtomicInteger refusals = new AtomicInteger();
  private final Queue<String> introspected = new ConcurrentLinkedQueue<>();
  private volatile int feedStatus = 200;
  private volatile String feedType = "text/event-stream; charset=utf-8";
  private volatile String keys = Tokens.keys(Tokens.KEY);
  private volatile String introspection = "{\"active\":true}";
  private volatile boolean silent;
  private volatile Optional<String> elsewhere = Optional.empty();

  FakeServer() throws IOException {
    Thread.ofVirtual().start(this::accept);
  }

  /** A connection to the feed. */
  static final class Stream implements AutoCloseable {
    /** A time that is in the future by any clock. */
    static final long UNTIL = 4_000_000_000L;

    private static final long BEAT_NANOSECONDS = 20_000_000;

    private final Socket socket;
    private final Map<String, String> header;
    private long last;

    private Stream(Socket socket, Map<String, String> header) {
      this.socket = socket;
      this.header = header;
    }

    String header(String name) {
      return header.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    synchronized Stream send(String text) {
      try {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
      } catch (IOException gone) {
        // the verifier has closed the stream
      }
      return this;
    }

    /** Sends an event with an id of the epoch {@code e.1}, whatever events were sent before. */
    synchronized Stream send(String type, long number, String data) {
      last = number;
      return send("event: " + type + "\nid: e.1-" + number + "\ndata: " + data + "\n\n");
    }

    /** Sends the next event: a session was revoked. */
    synchronized Stream revoke(String sid) {
      return send(
          "session",
          last + 2,
          "{\"after\":" + last + ",\"sid\":\"" + sid + "\",\"until\":" + UNTIL + "}");
    }

    /** Sends the next event: the rights of an account have changed. */
    Stream changeRights(String sub, long rights) {
      return changeRights(sub, rights, UNTIL);
    }

    synchronized Stream changeRights(String sub, long rights, long until) {
      return send(
          "rights",
          last + 2,
          "{\"after\":%d,\"sub\":\"%s\",\"rights\":%d,\"until\":%d}"
              .formatted(last, sub, rights, until));
    }

    /** Sends the next event: a role has changed. */
    Stream changeRole(String role, long rights, String... scopes) {
      return changeRole(role, rights, UNTIL, scopes);
    }

    synchronized Stream changeRole(String role, long rights, long until, String... scopes) {
      return send(
          "role",
          last + 2,
          "{\"after\":%d,\"role\":\"%s\",\"scopes\":%s,\"rights\":%d,\"until\":%d}"
              .formatted(last, role, array(scopes), rights, until));
    }

    private static String array(String... texts) {
      return Arrays.stream(texts)
          .map(text -> "\"" + text + "\"")
          .collect(Collectors.joining(",", "[", "]"));
    }

    /** Sends the next event: a new key set. */
    synchronized Stream announce(String keys) {
      return send("keys", last + 1, "{\"after\":" + last + ",\"keys\":" + keys + "}");
    }

    /** Sends a heartbeat that is in time by any clock of the verifier. */
    Stream beat() {
      return beat(Duration.ofDays(1));
    }

    /**
     * Sends a heartbeat.
     *
     * @param since the time between the request for the stream and this heartbeat
     */
    synchronized Stream beat(Duration since) {
      String sent = BigDecimal.valueOf(since.toMillis(), 3).toPlainString();
      return send("heartbeat", last, "{\"after\":" + last + ",\"age\":0,\"since\":" + sent + "}");
    }

    /** Sends heartbeats from now on, until the stream is closed. */
    Stream beating() {
      return beating(Duration.ofDays(1));
    }

    /** Sends equal heartbeats from now on, so that the verifier does not drop a silent stream. */
    Stream beating(Duration since) {
      beat(since);
      Thread.ofVirtual()
          .start(
              () -> {
                while (!socket.isClosed()) {
                  LockSupport.parkNanos(BEAT_NANOSECONDS);
                  beat(since);
                }
              });
      return this;
    }

    /** Sends a whole snapshot, without a heartbeat. */
    Stream snapshot(long number, String... sids) {
      StringBuilder rows = new StringBuilder();
      for (String sid : sids) {
        rows.append(rows.isEmpty() ? "" : ",").append("[\"" + sid + "\"," + UNTIL + "]");
      }
      return send("event: snapshot\ndata: "
              + "{\"sessions\":%d,\"accounts\":0,\"rights\":0,\"roles\":0}\n\n"
                  .formatted(sids.length))
          .send("event: sessions\ndata: {\"sessions\":[" + rows + "]}\n\n")
          .keys()
          .current(number);
    }

    /**
     * Sends an empty snapshot like a server of version 0.4.0, which does not support changes of
     * rights.
     */
    Stream snapshotWithoutRights(long number) {
      return send("event: snapshot\ndata: {\"sessions\":0,\"accounts\":0}\n\n")
          .keys()
          .current(number);
    }

    Stream keys() {
      return send("event: keys\ndata: {\"keys\":" + Tokens.keys(Tokens.KEY) + "}\n\n");
    }

    Stream current(long number) {
      return send(
          "current",
          number,
          "{\"issuer\":\"" + Tokens.ISSUER + "\",\"audience\":\"" + Tokens.AUDIENCE + "\"}");
    }

    synchronized Stream resumed(long number) {
      last = number;
      return send("event: resumed\ndata: {\"after\":" + number + "}\n\n");
    }

    /** Cuts the connection in the middle of the response. */
    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  String url() {
    return "http://127.0.0.1:" + listening.getLocalPort();
  }

  /** Returns the next connection to the feed. */
  Stream next() {
    try {
      Stream stream = streams.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (stream == null) {
        throw new AssertionError("no connection");
      }
      return stream;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  FakeServer answerFeed(int status) {
    feedStatus = status;
    return this;
  }

  /** Redirects all requests with 307 from now on. */
  void redirectTo(String url) {
    elsewhere = Optional.of(url);
  }

  /** Returns the number of connections. */
  int connections() {
    return open.size();
  }

  /**
   * Sets the content type of the feed. Even with a wrong content type, the body is a valid
   * snapshot.
   */
  FakeServer answerFeedWith(String contentType) {
    feedType = contentType;
    return this;
  }

  void publish(String keySet) {
    keys = keySet;
  }

  void answerIntrospection(String json) {
    introspection = json;
  }

  /** Leaves all requests except those for the feed unanswered from now on. */
  void fallSilent() {
    silent = true;
  }

  /** Answers all requests again from now on. */
  void speak() {
    silent = false;
  }

  /** Returns the number of refused requests for the feed. */
  int refusals() {
    return refusals.get();
  }

  int keySetCalls() {
    return keySetCalls.get();
  }

  List<String> introspected() {
    return List.copyOf(introspected);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> answer(socket));
      }
    } catch (IOException closed) {
      // end of the stream
    }
  }

  private void answer(Socket socket) {
    try {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      String request = in.readLine();
      Map<String, String> header = new TreeMap<>();
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        int colon = line.indexOf(':');
        header.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
      }
      char[] body = new char[Integer.parseInt(header.getOrDefault("content-length", "0"))];
      for (int read = 0; read < body.length; ) {
        read += in.read(body, read, body.length - read);
      }
      if (request != null) {
        answer(new Stream(socket, header), request, new String(body));
      }
    } catch (IOException gone) {
      // the client has disconnected
    }
  }

  private void answer(Stream stream, String request, String body) {
    if (elsewhere.isPresent()) {
      refusals.incrementAndGet();
      String path = request.split(" ", -1)[1];
      String head = "HTTP/1.1 307 -\r\nLocation: " + elsewhere.get() + path + "\r\n";
      stream.send(head + "Content-Length: 0\r\nConnection: close\r\n\r\n").close();
    } else if (request.startsWith("GET /api/revocations?rights=true ")) {
      if (feedStatus == 200) {
        // Read only once, because a test may change the value in the meantime.
        String type = feedType;
        stream.send(head(200, type));
        if (type.startsWith("text/event-stream")) {
          streams.add(stream);
        } else {
          stream.snapshot(300).beating();
        }
      } else {
        refusals.incrementAndGet();
        stream.send(head(feedStatus, "application/problem+json")).close();
      }
    } else if (request.startsWith("GET /.well-known/jwks.json ")) {
      keySetCalls.incrementAndGet();
      whole(stream, "{\"keys\":" + keys + "}");
    } else {
      introspected.add(URLDecoder.decode(body, StandardCharsets.UTF_8));
      whole(stream, introspection);
    }
  }

  private void whole(Stream stream, String json) {
    if (!silent) {
      stream.send(head(200, "application/json") + json).close();
    }
  }

  private static String head(int status, String type) {
    return "HTTP/1.1 " + status + " -\r\nContent-Type: " + type + "\r\nConnection: close\r\n\r\n";
  }

  /** Cuts all connections and stops listening. */
  @Override
  public void close() {
    try {
      listening.close();
      for (Socket each : open) {
        each.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

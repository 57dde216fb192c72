package dev.restauth.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A subscriber that reads byte by byte, and can be disconnected after any byte. */
final class FeedClient implements AutoCloseable {

  /**
   * A received event.
   *
   * @param id empty if the event has no id
   */
  record ReceivedEvent(String event, String id, JsonNode data) {
    long number() {
      return Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
    }

    long after() {
      return data.path("after").asLong(-1);
    }
  }

  private final Socket socket;
  private final InputStream in;
  private final String head;
  private int left; // bytes of the current chunk

  private FeedClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    StringBuilder lines = new StringBuilder();
    for (String line = line(); !line.isEmpty(); line = line()) {
      lines.append(line).append('\n');
    }
    this.head = lines.toString();
  }

  static FeedClient connect(TestServer server, String key) {
    return connect(server, key, "");
  }

  /** Connects, and resumes after an id. */
  static FeedClient connect(TestServer server, String key, String lastId) {
    try {
      Socket socket = new HttpCalls(server.port()).connect();
      String last = lastId.isEmpty() ? "" : "Last-Event-ID: " + lastId + "\r\n";
      send(socket, "GET", key, last);
      return new FeedClient(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Connects, and subscribes to revocations and to changes of rights. */
  static FeedClient connectWithRights(TestServer server, String key) {
    try {
      Socket socket = new HttpCalls(server.port()).connect();
      send(socket, "GET", "/api/revocations?rights=true", key, "");
      return new FeedClient(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void send(Socket socket, String method, String key, String more) throws IOException {
    send(socket, method, "/api/revocations", key, more);
  }

  private static void send(Socket socket, String method, String path, String key, String more)
      throws IOException {
    socket
        .getOutputStream()
        .write(
            (method
                    + " "
                    + path
                    + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                    + key
                    + "\r\n"
                    + more
                    + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
  }

  /** Returns the status line and the header fields. */
  String head() {
    return head;
  }

  /** Reads the next event, or returns empty at the orderly end of the stream. */
  Optional<ReceivedEvent> next() {
    try {
      return read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<ReceivedEvent> read() throws IOException {
    String event = "";
    String id = "";
    String data = "";
    while (true) {
      Optional<String> line = bodyLine();
      if (line.isEmpty()) {
        return Optional.empty();
      }
      String text = line.get();
      if (text.isEmpty()) {
        return Optional.of(new ReceivedEvent(event, id, new JsonMapper().readTree(data)));
      } else if (text.startsWith("event: ")) {
        event = text.substring(7);
      } else if (text.startsWith("id: ")) {
        id = text.substring(4);
      } else if (text.startsWith("data: ")) {
        data = text.substring(6);
      } else {
        throw new AssertionError(text);
      }
    }
  }

  /** Reads events up to the next one that is not a heartbeat, and returns it. */
  ReceivedEvent event() {
    ReceivedEvent told = next().orElseThrow();
    return told.event().equals("heartbeat") ? event() : told;
  }

  /** Reads all events up to and including the first event of a kind. */
  List<ReceivedEvent> until(String event) {
    List<ReceivedEvent> all = new ArrayList<>();
    do {
      all.add(next().orElseThrow());
    } while (!all.getLast().event().equals(event));
    return all;
  }

  /** Reads up to the orderly end of the stream. */
  void awaitEnd() {
    while (next().isPresent()) {
      // skips the events
    }
  }

  private Optional<String> bodyLine() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = bodyByte(); next != '\n'; next = bodyByte()) {
      if (next < 0) {
        return Optional.empty();
      }
      line.append((char) next);
    }
    return Optional.of(line.toString());
  }

  private int bodyByte() throws IOException {
    if (left == 0) {
      left = Integer.parseInt(line(), 16);
      if (left == 0) {
        return -1;
      }
    }
    int next = in.read();
    if (next < 0) {
      throw new IOException("cut off");
    }
    left--;
    if (left == 0) {
      line();
    }
    return next;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("cut off");
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.restauth.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * An HTTP client for tests, which sends its bytes over a socket unchanged. An ordinary client
 * library would correct or refuse half of the tests' requests.
 *
 * @param listening supplies the server's port on 127.0.0.1 at each call
 */
public record HttpCalls(IntSupplier listening) {
  /** The bytes CR, LF, CR and LF. */
  private static final int END_OF_HEAD = 0x0d0a0d0a;

  private static final int TIMEOUT_MILLIS = 60_000;

  private static final JsonMapper JSON = new JsonMapper();

  /** Creates a client for a fixed port. */
  public HttpCalls(int port) {
    this(() -> port);
  }

  public int port() {
    return listening.getAsInt();
  }

  /**
   * A response.
   *
   * @param headers name in lower case and value, in the order of the response
   */
  public record Reply(int status, List<Map.Entry<String, String>> headers, String body) {

    /** Returns the values of a header. */
    public List<String> all(String name) {
      return headers.stream()
          .filter(header -> header.getKey().equals(name.toLowerCase(Locale.ROOT)))
          .map(Map.Entry::getValue)
          .toList();
    }

    /** Returns the value of a header that occurs at most once. */
    public Optional<String> header(String name) {
      List<String> values = all(name);
      if (values.size() > 1) {
        throw new AssertionError(name + " came " + values.size() + " times");
      }
      return values.stream().findFirst();
    }

    public JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(body, e);
      }
    }
  }

  /** Returns the Authorization header of HTTP Basic. */
  public static String basic(String username, String password) {
    return "Authorization: Basic "
        + Base64.getEncoder()
            .encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  public Reply get(String path, String... headers) {
    return call("GET", path, Optional.empty(), headers);
  }

  public Reply post(String path, String json, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("Content-Type: application/json");
    return call("POST", path, Optional.of(json), all.toArray(String[]::new));
  }

  /** Sends a form that is already encoded. */
  public Reply form(String path, String form, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("Content-Type: application/x-www-form-urlencoded");
    return call("POST", path, Optional.of(form), all.toArray(String[]::new));
  }

  public Reply register(String username, String password) {
    return post(
        "/api/users",
        JSON.createObjectNode().put("username", username).put("password", password).toString());
  }

  /** Requests a token with name and password. */
  public String token(String username, String password) {
    Reply reply = get("/api/token", basic(username, password));
    if (reply.status() != 200) {
      throw new AssertionError(reply.toString());
    }
    return reply.json().get("token").asText();
  }

  /** Sends one request, and closes the connection after the response. */
  public Reply call(String method, String path, Optional<String> body, String... headers) {
    StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    if (List.of(headers).stream().noneMatch(header -> header.startsWith("Host:"))) {
      request.append("Host: 127.0.0.1:").append(port()).append("\r\n");
    }
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    body.ifPresent(
        text ->
            request
                .append("Content-Length: ")
                .append(text.getBytes(StandardCharsets.UTF_8).length)
                .append("\r\n"));
    request.append("Connection: close\r\n\r\n").append(body.orElse(""));
    return raw(request.toString()).getFirst();
  }

  /** Sends a text unchanged, and reads responses until the server closes the connection. */
  public List<Reply> raw(String text) {
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
      boolean head = text.startsWith("HEAD ");
      byte[] all = socket.getInputStream().readAllBytes();
      return replies(new String(all, StandardCharsets.ISO_8859_1), head);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens a connection, for tests of the server's behavior on that connection. */
  public Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return socket;
  }

  /** Reads one response and leaves the connection open. */
  public static Reply readOne(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int last = 0; // the last four bytes
    while (last != END_OF_HEAD) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed after: " + bytes);
      }
      bytes.write(next);
      last = last << Byte.SIZE | next;
    }
    String head = bytes.toString(StandardCharsets.ISO_8859_1);
    Reply reply = replies(head, true).getFirst();
    int length = Integer.parseInt(reply.header("content-length").orElse("0"));
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return new Reply(reply.status, reply.headers, body);
  }

  /** Reads only status and header, as in a response to HEAD. */
  public static Reply head(String text) {
    return replies(text, true).getFirst();
  }

  private static List<Reply> replies(String text, boolean head) {
    List<Reply> replies = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf("\r\n\r\n", at);
      String[] lines = text.substring(at, end).split("\r\n", -1);
      List<Map.Entry<String, String>> headers = new ArrayList<>();
      for (int i = 1; i < lines.length; i++) {
        int colon = lines[i].indexOf(':');
        headers.add(
            Map.entry(
                lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                lines[i].substring(colon + 1).strip()));
      }
      Reply reply = new Reply(Integer.parseInt(lines[0].split(" ", 3)[1]), headers, "");
      int length = head ? 0 : Integer.parseInt(reply.header("content-length").orElse("0"));
      String body =
          new String(
              text.substring(end + 4, end + 4 + length).getBytes(StandardCharsets.ISO_8859_1),
              StandardCharsets.UTF_8);
      replies.add(new Reply(reply.status, headers, body));
      at = end + 4 + length;
    }
    return replies;
  }
}

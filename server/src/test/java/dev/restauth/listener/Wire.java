package dev.restauth.listener;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A raw connection to the server, for bytes that no well-behaved client would send. */
public final class Wire implements AutoCloseable {
  public static final String HOST = "Host: localhost\r\n";

  private final Socket socket;

  private Wire(Socket socket) {
    this.socket = socket;
  }

  public static Wire to(TestServer server) throws IOException {
    return new Wire(server.calls().connect());
  }

  public static Wire over(Socket socket) {
    return new Wire(socket);
  }

  /** Returns a complete request without a body. */
  public static String request(String line, String... headers) {
    return line + " HTTP/1.1\r\n" + HOST + lines(headers) + "\r\n";
  }

  public static String lines(String... headers) {
    return String.join("", List.of(headers).stream().map(header -> header + "\r\n").toList());
  }

  /** Returns a registration with any body. */
  public static String registration(String body, String... headers) {
    return request(
            "POST /api/users",
            "Content-Type: application/json",
            "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length,
            String.join("\r\n", headers.length == 0 ? new String[] {"X-Nothing: 1"} : headers))
        + body;
  }

  public static String account(String name) {
    return "{\"username\":\"" + name + "\",\"password\":\"opensesame\"}";
  }

  public Wire send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  public Wire send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** Sends as many of the bytes as the server accepts. */
  public Wire sendWhatGoes(byte[] bytes) {
    try {
      return send(bytes);
    } catch (IOException refused) {
      return this;
    }
  }

  public Wire finishSending() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  public Reply reply() throws IOException {
    return HttpCalls.readOne(socket.getInputStream());
  }

  public InputStream in() throws IOException {
    return socket.getInputStream();
  }

  /**
   * Returns everything that the server sends until it closes the connection. Fails if the server
   * does not close within the socket's timeout.
   */
  public String rest() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      int next = socket.getInputStream().read();
      while (next >= 0) {
        bytes.write(next);
        next = socket.getInputStream().read();
      }
    } catch (SocketException reset) {
      // a reset closes the connection too
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  /** Resets the connection, like the system of a crashed client. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  public Socket socket() {
    return socket;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

package dev.restauth.bench.hostile;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A persistent connection of an honest client. For one thread. */
final class Connection implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private boolean used;

  Connection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /**
   * An answer.
   *
   * @param last whether the server closes the connection after the answer
   */
  record Reply(int status, String body, boolean last) {}

  /**
   * The failure of a request on an idle connection that the server had closed. The client sends the
   * request again, and counts no failure.
   */
  static final class ClosedBetween extends IOException {
    private static final long serialVersionUID = 1;
  }

  Reply ask(String request) throws IOException {
    String line;
    try {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      line = line();
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      throw used ? new ClosedBetween() : e;
    }
    used = true;
    int status = Integer.parseInt(line.substring(9, 12));
    int length = 0;
    boolean last = false;
    for (String field = line(); !field.isEmpty(); field = line()) {
      String lower = field.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length: ")) {
        length = Integer.parseInt(lower.substring(16));
      }
      last |= lower.equals("connection: close");
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("closed within an answer");
    }
    return new Reply(status, new String(body, StandardCharsets.UTF_8), last);
  }

  /** Requests a stream, runs {@code piece} after each read, and returns when the stream ends. */
  void follow(String request, Runnable piece) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    String line = line();
    if (!line.startsWith("HTTP/1.1 200 ")) {
      throw new IOException(line);
    }
    byte[] buffer = new byte[4096];
    while (in.read(buffer) >= 0) {
      piece.run();
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    int next = in.read();
    for (; next >= 0 && next != '\n'; next = in.read()) {
      if (next != '\r') {
        line.append((char) next);
      }
    }
    if (next < 0) {
      throw new EOFException("closed before an answer");
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

package dev.restauth.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** A connection on which one log-in after the other is tried; not for use by two threads at once. */
final class LoginConnection implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final String LENGTH = "content-length:";

  private final Socket socket;
  private final InputStream in;
  private boolean stays = true;

  private LoginConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  static LoginConnection to(URI server) throws IOException {
    Socket socket = new Socket(server.getHost(), server.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return new LoginConnection(socket);
  }

  /**
   * Sends name and password by HTTP Basic and waits for the answer.
   *
   * @param credentials name and password with a colon between them
   * @param address from where a trusted proxy says it comes
   * @return the status
   */
  int logIn(String credentials, String address) throws IOException {
    String basic =
        Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    String request =
        "GET /api/resource HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: %s\r\nAuthorization: Basic %s\r\n\r\n"
            .formatted(address, basic);
    try {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return answer();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private int answer() throws IOException {
    int status = Integer.parseInt(line().split(" ", 3)[1]);
    int length = 0;
    for (String line = line(); !line.isEmpty(); line = line()) {
      String field = line.toLowerCase(Locale.ROOT);
      if (field.startsWith(LENGTH)) {
        length = Integer.parseInt(field.substring(LENGTH.length()).strip());
      }
      if (field.equals("connection: close")) {
        stays = false;
      }
    }
    in.skipNBytes(length);
    if (!stays) {
      close();
    }
    return status;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("closed in the middle");
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }

  /** Whether it may be used again. */
  boolean stays() {
    return stays;
  }

  @Override
  public void close() throws IOException {
    stays = false;
    socket.close();
  }
}

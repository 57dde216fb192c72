package dev.restauth.docs;

import dev.restauth.http.HttpCalls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** The first lines of an endless response, like {@code curl … | head -n}. */
final class FirstLines {
  private static final int HEXADECIMAL = 16;

  private FirstLines() {}

  /**
   * Reads a number of lines from a chunked body (RFC 9112, section 7.1), and closes the connection.
   */
  static String of(HttpCalls calls, String path, List<String> headers, int lines) {
    try (Socket socket = calls.connect()) {
      String request =
          "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s\r\n\r\n"
              .formatted(path, calls.port(), String.join("\r\n", headers));
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      while (!line(in).isEmpty()) {
        // skips the response head
      }
      StringBuilder body = new StringBuilder();
      while (body.chars().filter(c -> c == '\n').count() < lines) {
        int length = Integer.parseInt(line(in), HEXADECIMAL);
        body.append(new String(in.readNBytes(length), StandardCharsets.UTF_8));
        line(in);
      }
      return body.toString().lines().limit(lines).collect(Collectors.joining("\n", "", "\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("closed after " + line);
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.UTF_8).strip();
  }
}

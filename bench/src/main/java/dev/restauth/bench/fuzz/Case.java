package dev.restauth.bench.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/**
 * The bytes for one connection. They end with a marker request. The answer to the marker shows
 * where the server sees the end of the earlier requests.
 *
 * @param bytes the bytes as ISO 8859-1
 * @param cuts the ends of TCP segments
 * @param pause whether to wait between segments, so that the server reads each separately
 */
record Case(String bytes, List<Integer> cuts, boolean pause) {
  private static final String MARKER =
      "GET /health HTTP/1.1\r\nHost: localhost\r\nOrigin: " + Verdict.MARK + "\r\n\r\n";

  private static final int PATIENCE_MILLIS = 20_000;

  /** Returns the case with a number. A number always gives the same case. */
  static Case of(Corpus corpus, long seed, long number) {
    Random random = new Random(seed * 1_000_003 + number);
    String request = corpus.one(random);
    if (random.nextInt(5) == 0) {
      request = Mutations.splice(request, corpus.one(random), random);
    }
    String bytes = Mutations.of(request, random) + MARKER;
    if (random.nextInt(4) == 0) {
      bytes = corpus.taken().get(random.nextInt(corpus.taken().size())) + bytes;
    }
    int cuts = random.nextBoolean() ? 0 : 1 + random.nextInt(4);
    List<Integer> at = random.ints(cuts, 0, bytes.length()).sorted().boxed().toList();
    return new Case(bytes, at, random.nextInt(4) == 0);
  }

  /**
   * Returns the case with CR LF in place of each bare line feed. A server that gets this case
   * simulates a parser that accepts a bare line feed as the end of a line.
   */
  Case bent() {
    return new Case(bytes.replaceAll("(?<!\r)\n", "\r\n"), List.of(), false);
  }

  /**
   * Sends the bytes, closes the sending side, and reads everything that comes back.
   *
   * @throws IOException if the server cannot be reached
   */
  Verdict send(InetSocketAddress server) throws IOException {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    boolean silent = false;
    try (Socket socket = new Socket()) {
      socket.connect(server, PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      try {
        write(socket.getOutputStream());
        socket.shutdownOutput();
      } catch (IOException closed) {
        // The answers that were received earlier count.
      }
      silent = !read(socket.getInputStream(), received);
    }
    Verdict verdict = Verdict.of(received.toString(StandardCharsets.ISO_8859_1));
    return silent ? verdict.andSilence() : verdict;
  }

  private void write(OutputStream out) throws IOException {
    byte[] all = bytes.getBytes(StandardCharsets.ISO_8859_1);
    int from = 0;
    for (int cut : cuts) {
      int to = Math.min(cut, all.length);
      out.write(all, from, to - from);
      from = to;
      if (pause) {
        sleep();
      }
    }
    out.write(all, from, all.length - from);
  }

  private static void sleep() throws IOException {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** Returns false if the server did not close the connection in time. */
  private static boolean read(InputStream in, ByteArrayOutputStream received) {
    try {
      in.transferTo(received);
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  /** Returns the bytes in one line, with Java's escapes. */
  String escaped() {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < bytes.length(); i++) {
      if (cuts.contains(i)) {
        escaped.append('|');
      }
      char c = bytes.charAt(i);
      escaped.append(
          switch (c) {
            case '\r' -> "\\r";
            case '\n' -> "\\n";
            case '\t' -> "\\t";
            case '\\' -> "\\\\";
            default -> c >= ' ' && c < 0x7f ? Character.toString(c) : "\\x%02x".formatted((int) c);
          });
    }
    return escaped.toString();
  }
}

package dev.restauth.bench.hostile;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Attacks with HTTP/1.1, or with bytes before any HTTP request. */
final class Http1Attacks {
  private static final int BODY = 65_536;
  private static final int SMALL_BUFFER = 4096;
  private static final long UNREAD_MILLIS = 15_000;
  private static final long SLOW_MILLIS = 1_000;
  private static final int SLOW_BYTES = 120;
  private static final int STORM = 20;
  private static final int BURST = 200;

  private Http1Attacks() {}

  static List<Attack> all() {
    return List.of(
        new Attack("bodies of 64 KB without their end", 1, 4, 250, Http1Attacks::unfinishedBody),
        new Attack("a large answer that nobody reads", 2, 9, 200, Http1Attacks::unreadAnswer),
        new Attack("a head byte by byte", 3, 2, 200, Http1Attacks::slowHead),
        new Attack("a body byte by byte", 4, 2, 200, Http1Attacks::slowBody),
        new Attack("requests without reading", 5, 2, 20, Http1Attacks::unreadPipeline),
        new Attack("connections that are closed at once", 6, 4, 4, Http1Attacks::storm));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String registration(int length) {
    return "POST /api/users HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
        + length
        + "\r\n\r\n";
  }

  private static void unfinishedBody(Target target, String from) throws IOException {
    try (Socket socket = target.connect(from, 0, false)) {
      OutputStream out = socket.getOutputStream();
      out.write(bytes(registration(BODY)));
      out.write(new byte[BODY - 1]);
      Attack.hold(socket);
    }
  }

  private static void unreadAnswer(Target target, String from)
      throws IOException, InterruptedException {
    try (Socket socket = target.connect(from, SMALL_BUFFER, false)) {
      socket
          .getOutputStream()
          .write(bytes("GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n".repeat(4)));
      Thread.sleep(UNREAD_MILLIS);
    }
  }

  private static void slowHead(Target target, String from)
      throws IOException, InterruptedException {
    try (Socket socket = target.connect(from, 0, false)) {
      slowly(socket, "GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: " + "x".repeat(SLOW_BYTES));
    }
  }

  private static void slowBody(Target target, String from)
      throws IOException, InterruptedException {
    try (Socket socket = target.connect(from, 0, false)) {
      socket.getOutputStream().write(bytes(registration(SLOW_BYTES + 1)));
      slowly(socket, " ".repeat(SLOW_BYTES));
    }
  }

  private static void slowly(Socket socket, String text) throws IOException, InterruptedException {
    for (byte each : bytes(text)) {
      socket.getOutputStream().write(each);
      Thread.sleep(SLOW_MILLIS);
    }
  }

  private static void unreadPipeline(Target target, String from) throws IOException {
    try (Socket socket = target.connect(from, SMALL_BUFFER, false)) {
      byte[] burst = bytes("GET /api/resource HTTP/1.1\r\nHost: x\r\n\r\n".repeat(BURST));
      while (true) {
        socket.getOutputStream().write(burst); // until the server closes the connection
      }
    }
  }

  private static void storm(Target target, String from) throws IOException, InterruptedException {
    for (int i = 0; i < STORM; i++) {
      Socket socket = target.connectPlainly(from, 0);
      if (i % 2 == 0) {
        socket.setSoLinger(true, 0); // a reset
      }
      if (i % 3 == 0) {
        socket.getOutputStream().write(bytes("GET /health HTTP/1.1\r\nHost: x\r\n\r\n"));
      }
      socket.close();
    }
  }
}

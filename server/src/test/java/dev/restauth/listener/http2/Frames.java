package dev.restauth.listener.http2;

import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersDecoder;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A raw HTTP/2 connection to the server, for frames that no well-behaved client would send. */
public final class Frames implements AutoCloseable {
  public static final int DATA = 0x0;
  public static final int HEADERS = 0x1;
  public static final int PRIORITY = 0x2;
  public static final int RST_STREAM = 0x3;
  public static final int SETTINGS = 0x4;
  public static final int PUSH_PROMISE = 0x5;
  public static final int PING = 0x6;
  public static final int GOAWAY = 0x7;
  public static final int WINDOW_UPDATE = 0x8;
  public static final int CONTINUATION = 0x9;
  public static final int END_STREAM = 0x1;
  public static final int END_HEADERS = 0x4;
  public static final int ACK = 0x1;
  public static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private static final List<String> NAMES =
      List.of(
          "DATA",
          "HEADERS",
          "PRIORITY",
          "RST_STREAM",
          "SETTINGS",
          "PUSH_PROMISE",
          "PING",
          "GOAWAY",
          "WINDOW_UPDATE",
          "CONTINUATION");

  /** The number of received frames that the message of a timeout lists. */
  private static final int LAST = 50;

  private final Socket socket;
  private final DataInputStream in;
  private final Deque<String> seen = new ArrayDeque<>();
  private final long began = System.nanoTime();
  private final Http2HeadersDecoder fields = new DefaultHttp2HeadersDecoder(false, 1 << 20);

  /** A received frame. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Seen(int type, int flags, int stream, byte[] payload) {
    /** Returns the error code of RST_STREAM or GOAWAY. */
    public int code() {
      return ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0);
    }

    @Override
    public String toString() {
      String name = type < NAMES.size() ? NAMES.get(type) : "type " + type;
      String text = name + " on " + stream + ", flags " + flags + ", " + payload.length + " bytes";
      return switch (type) {
        case RST_STREAM -> text + ", code " + code();
        case GOAWAY -> text + ", code " + code() + ", debug \"" + ascii(8) + "\"";
        case DATA -> text + ": " + ascii(0);
        default -> text;
      };
    }

    private String ascii(int from) {
      return new String(payload, from, payload.length - from, StandardCharsets.US_ASCII)
          .replace("\n", "\\n");
    }
  }

  private Frames(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
  }

  /** Opens a connection without sending anything. */
  public static Frames silent(Socket socket) throws IOException {
    return new Frames(socket);
  }

  /** Opens a connection, and sends the preface and the given settings. */
  public static Frames over(Socket socket, int... settings) throws IOException {
    ByteBuffer payload = ByteBuffer.allocate(settings.length / 2 * 6);
    for (int i = 0; i < settings.length; i += 2) {
      payload.putShort((short) settings[i]).putInt(settings[i + 1]);
    }
    return new Frames(socket)
        .send(PREFACE.getBytes(StandardCharsets.US_ASCII))
        .send(frame(SETTINGS, 0, 0, payload.array()));
  }

  public static Frames to(int port, int... settings) throws IOException {
    return over(new HttpCalls(port).connect(), settings);
  }

  public static byte[] frame(int type, int flags, int stream, byte... payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .putShort((short) (payload.length >> 8))
        .put((byte) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  /** Returns a payload of 32-bit numbers. */
  public static byte[] numbers(int... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length);
    for (int number : numbers) {
      bytes.putInt(number);
    }
    return bytes.array();
  }

  /** Returns a block of fields, each given as "name: value". None of the fields is in a table. */
  public static byte[] block(String... fields) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (String field : fields) {
      int colon = field.indexOf(": ", 1);
      block.write(0);
      string(block, field.substring(0, colon));
      string(block, field.substring(colon + 2));
    }
    return block.toByteArray();
  }

  /** Writes a string without Huffman coding. */
  public static void string(ByteArrayOutputStream to, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length < 127) {
      to.write(bytes.length);
    } else {
      to.write(127);
      int rest = bytes.length - 127;
      for (; rest >= 128; rest >>= 7) {
        to.write((rest & 127) | 128);
      }
      to.write(rest);
    }
    to.writeBytes(bytes);
  }

  /** Returns the fields of a request, including additional ones. */
  public static byte[] fields(String method, String path, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                ":method: " + method, ":scheme: http", ":path: " + path, ":authority: localhost"));
    all.addAll(List.of(more));
    return block(all.toArray(String[]::new));
  }

  public static byte[] head(int stream, int flags, String method, String path, String... more) {
    return frame(HEADERS, flags | END_HEADERS, stream, fields(method, path, more));
  }

  public Frames send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  public Frames send(int type, int flags, int stream, byte... payload) throws IOException {
    return send(frame(type, flags, stream, payload));
  }

  /** Sends a complete request without a body. */
  public Frames request(int stream, String method, String path, String... more) throws IOException {
    return send(head(stream, END_STREAM, method, path, more));
  }

  /** Sends a complete request with a body. */
  public Frames request(int stream, String method, String path, byte[] body, String... more)
      throws IOException {
    return send(head(stream, 0, method, path, more)).send(DATA, END_STREAM, stream, body);
  }

  /**
   * Returns the next frame.
   *
   * @throws EOFException if the server has closed the connection; the message lists the previous
   * frames
   */
  public Seen next() throws IOException {
    try {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      Seen frame = new Seen(type, flags, stream, in.readNBytes(length));
      note(frame);
      return frame;
    } catch (SocketException reset) {
      throw new EOFException(reset.getMessage() + transcript());
    } catch (EOFException closed) {
      throw new EOFException("closed" + transcript());
    } catch (SocketTimeoutException silent) {
      throw new SocketTimeoutException(silent.getMessage() + transcript());
    }
  }

  private void note(Seen frame) {
    if (seen.size() == LAST) {
      seen.remove();
    }
    seen.add("after " + millis() + " ms: " + frame);
  }

  private long millis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
  }

  private String transcript() {
    return " after " + millis() + " ms; what came:\n" + String.join("\n", seen);
  }

  /** Returns the next frame of a type, and skips the frames before it. */
  public Seen next(int type) throws IOException {
    Seen seen = next();
    while (seen.type() != type || (type == SETTINGS && seen.flags() != 0)) {
      seen = next();
    }
    return seen;
  }

  /** Waits for the response on a stream, and skips the frames of other streams. */
  public Reply reply(int stream) throws IOException {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int status = 0;
    while (true) {
      Seen seen = next();
      if (seen.type() == HEADERS) {
        for (Map.Entry<CharSequence, CharSequence> field : decode(seen)) {
          String name = field.getKey().toString();
          String value = field.getValue().toString();
          if (seen.stream() == stream && name.equals(":status")) {
            status = Integer.parseInt(value);
          } else if (seen.stream() == stream) {
            headers.add(Map.entry(name, value));
          }
        }
      }
      if (seen.type() == GOAWAY || (seen.type() == RST_STREAM && seen.stream() == stream)) {
        throw new IOException("instead of an answer: " + seen + transcript());
      }
      if (seen.stream() == stream && seen.type() == DATA) {
        body.writeBytes(seen.payload());
      }
      if (seen.stream() == stream
          && (seen.type() == DATA || seen.type() == HEADERS)
          && ((seen.flags() & END_STREAM) != 0 || status == 100)) {
        return new Reply(status, headers, body.toString(StandardCharsets.UTF_8));
      }
    }
  }

  /**
   * Returns the fields of a complete HEADERS frame. Must be called once for each such frame, in
   * order.
   */
  public Http2Headers decode(Seen headers) throws IOException {
    try {
      return fields.decodeHeaders(headers.stream(), Unpooled.wrappedBuffer(headers.payload()));
    } catch (Http2Exception e) {
      throw new IOException(e);
    }
  }

  /**
   * Returns the error code with which the server closes the connection. Fails if the server does
   * not close.
   */
  public int ending() throws IOException {
    int code = next(GOAWAY).code();
    try {
      while (true) {
        next();
      }
    } catch (EOFException closed) {
      return code;
    }
  }

  public Socket socket() {
    return socket;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

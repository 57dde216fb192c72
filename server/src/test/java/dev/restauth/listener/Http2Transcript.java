package dev.restauth.listener;

import dev.restauth.listener.http2.Frames;
import dev.restauth.listener.http2.Frames.Seen;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The server's side of a recorded HTTP/2 exchange, as text. The frames are grouped by stream,
 * because frames of several streams may arrive in any order. The text omits dates, entity tags, the
 * text of GOAWAY, the boundaries between a body's frames, and the times of window updates. For
 * window updates it contains only the total.
 */
final class Http2Transcript {
  private static final Pattern END =
      Pattern.compile("(?m)^(?:(?:HEADERS|DATA) (\\d+) END_STREAM|RST_STREAM (\\d+))");

  private static final Set<String> VARY = Set.of("etag");

  private final Frames frames;
  private final boolean abridged;
  private final Map<Integer, List<String>> streams = new TreeMap<>();
  private final Map<Integer, Integer> windows = new TreeMap<>();
  private final Map<Integer, String> bodies = new TreeMap<>();
  private final Set<Integer> ended = new TreeSet<>();
  private int marks;
  private boolean closed;

  /**
   * Creates the transcript of a new connection.
   *
   * @param abridged whether the word "begun" replaces the first frames of the connection
   */
  Http2Transcript(Frames frames, boolean abridged) {
    this.frames = frames;
    this.abridged = abridged;
  }

  void add(Seen frame) throws IOException {
    int stream = frame.stream();
    byte[] payload = frame.payload();
    boolean ends = false;
    switch (frame.type()) {
      case Frames.DATA -> {
        ends = (frame.flags() & Frames.END_STREAM) != 0;
        String text = new String(payload, StandardCharsets.ISO_8859_1);
        bodies.merge(stream, text, String::concat);
      }
      case Frames.HEADERS -> {
        ends = (frame.flags() & Frames.END_STREAM) != 0;
        note(stream, "HEADERS " + stream + (ends ? " END_STREAM" : "") + fields(frame));
      }
      case Frames.RST_STREAM -> {
        ends = true;
        note(stream, "RST_STREAM %d %s".formatted(stream, code(frame)));
      }
      case Frames.SETTINGS -> note(0, settings(frame));
      case Frames.PING -> ping(frame);
      case Frames.GOAWAY ->
          note(0, "GOAWAY last %d %s".formatted(ByteBuffer.wrap(payload).getInt(), code(frame)));
      case Frames.WINDOW_UPDATE -> grow(stream, ByteBuffer.wrap(payload).getInt());
      default -> note(stream, frame.toString());
    }
    if (ends) {
      endBody(stream, frame.type() == Frames.DATA ? " END_STREAM" : "");
      ended.add(stream);
    }
  }

  private void note(int stream, String line) {
    endBody(stream, "");
    streams.computeIfAbsent(stream, _ -> new ArrayList<>()).add(line);
  }

  private void endBody(int stream, String flag) {
    String body = bodies.remove(stream);
    if (body != null) {
      note(stream, "DATA %d%s \"%s\"".formatted(stream, flag, Escapes.inOneLine(body)));
    }
  }

  private void ping(Seen frame) {
    boolean isAck = (frame.flags() & Frames.ACK) != 0;
    if (isAck && Arrays.equals(frame.payload(), Http2Script.markPayload())) {
      marks++;
    } else {
      note(
          0, "PING%s %s".formatted(isAck ? " ACK" : "", HexFormat.of().formatHex(frame.payload())));
    }
  }

  /**
   * Records an update of a window. The first update of the connection's window belongs to the
   * connection's first frames.
   */
  private void grow(int stream, int bytes) {
    if (stream == 0 && streams.getOrDefault(0, List.of()).size() == 1) {
      note(0, "WINDOW_UPDATE 0 " + bytes);
    } else {
      windows.merge(stream, bytes, Integer::sum);
    }
  }

  private String fields(Seen frame) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Map.Entry<CharSequence, CharSequence> field : frames.decode(frame)) {
      String name = field.getKey().toString();
      String value = VARY.contains(name) ? "*" : Escapes.inOneLine(field.getValue().toString());
      if (!name.equals("date")) {
        lines.append("\n  %s = %s".formatted(name, value).stripTrailing());
      }
    }
    return lines.toString();
  }

  private static String settings(Seen frame) {
    StringBuilder line = new StringBuilder("SETTINGS");
    if ((frame.flags() & Frames.ACK) != 0) {
      line.append(" ACK");
    }
    ByteBuffer payload = ByteBuffer.wrap(frame.payload());
    while (payload.hasRemaining()) {
      line.append(" %d=%d".formatted(payload.getShort(), payload.getInt()));
    }
    return line.toString();
  }

  /** Returns the name of an error code (RFC 9113, section 7). */
  private static String code(Seen frame) {
    return switch (frame.code()) {
      case 0 -> "NO_ERROR";
      case 1 -> "PROTOCOL_ERROR";
      case 2 -> "INTERNAL_ERROR";
      case 3 -> "FLOW_CONTROL_ERROR";
      case 4 -> "SETTINGS_TIMEOUT";
      case 5 -> "STREAM_CLOSED";
      case 6 -> "FRAME_SIZE_ERROR";
      case 7 -> "REFUSED_STREAM";
      case 8 -> "CANCEL";
      case 9 -> "COMPRESSION_ERROR";
      case 11 -> "ENHANCE_YOUR_CALM";
      default -> Integer.toString(frame.code());
    };
  }

  /** Records that the server has closed the connection. */
  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  boolean hasEnded(int stream) {
    return ended.contains(stream);
  }

  boolean hasBegun(int stream) {
    return streams.containsKey(stream);
  }

  /** Returns the number of responses to the script's PINGs. */
  int marks() {
    return marks;
  }

  /**
   * Returns whether this transcript has at least as many lines as another, and whether all streams
   * that ended in the other transcript have ended in this one. The content may differ.
   */
  boolean isAsFarAs(String other) {
    return (closed || !other.endsWith("\nclosed\n"))
        && END.matcher(other).results().allMatch(end -> ended.contains(streamOf(end)))
        && toString().lines().count() >= other.lines().count();
  }

  private static int streamOf(MatchResult end) {
    return Integer.parseInt(end.group(1) == null ? end.group(2) : end.group(1));
  }

  @Override
  public String toString() {
    List<String> lines = new ArrayList<>();
    Set<Integer> all = new TreeSet<>(streams.keySet());
    all.addAll(windows.keySet());
    all.addAll(bodies.keySet());
    for (int stream : all) {
      List<String> those = streams.getOrDefault(stream, List.of());
      if (stream == 0 && abridged && hasBegun(those)) {
        lines.add("begun");
        those = those.subList(3, those.size());
      }
      lines.addAll(those);
      if (bodies.containsKey(stream)) {
        lines.add("DATA %d \"%s\"".formatted(stream, Escapes.inOneLine(bodies.get(stream))));
      }
      if (windows.containsKey(stream)) {
        lines.add("WINDOW_UPDATE %d %d".formatted(stream, windows.get(stream)));
      }
    }
    if (closed) {
      lines.add("closed");
    }
    return String.join("\n", lines) + "\n";
  }

  private static boolean hasBegun(List<String> lines) {
    return lines.size() >= 3
        && lines.get(0).startsWith("SETTINGS 3=")
        && lines.get(1).startsWith("WINDOW_UPDATE")
        && lines.get(2).equals("SETTINGS ACK");
  }
}

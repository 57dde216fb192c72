package dev.restauth.listener;

import dev.restauth.listener.http2.Frames;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The client's side of a recorded HTTP/2 exchange, parsed from text. Each line is one step:
 *
 * <ul>
 * <li>{@code TYPE STREAM FLAGS PAYLOAD}: sends a frame. TYPE is a name of RFC 9113 or a hexadecimal
 * number. FLAGS are names separated by |, two hexadecimal digits, or -. PAYLOAD consists of
 * hexadecimal digits and then text in quotation marks with {@link Escapes}.
 * <li>{@code REQUEST STREAM METHOD PATH} and {@code BEGIN STREAM METHOD PATH}: send HEADERS with a
 * request's pseudo-fields. REQUEST ends the stream, and BEGIN does not.
 * <li>{@code RAW PAYLOAD}: sends bytes.
 * <li>{@code Nx} before such a line: repeats the step N times, each time on the next stream.
 * <li>{@code AWAIT STREAM}: waits until the server has ended the stream; {@code AWAIT STREAM
 * HEADERS}: waits until the server has sent any HEADERS on the stream.
 * <li>{@code SYNC}: waits until the server has answered a PING, which shows that it has read all
 * input.
 * <li>{@code END}: closes the sending side.
 * </ul>
 *
 * <p>Lines that begin with spaces, {@code NAME = VALUE}, belong to the frame before them. Each is a
 * literal field, neither compressed nor in a table.
 */
final class Http2Script {
  private static final List<String> TYPES =
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

  private static final Map<String, Integer> FLAGS =
      Map.of("END_STREAM", 1, "ACK", 1, "END_HEADERS", 4, "PADDED", 8, "PRIORITY", 0x20, "-", 0);

  private static final Pattern TIMES = Pattern.compile("(\\d+)x (\\w+) (\\d+)(.*)", Pattern.DOTALL);
  private static final String PAYLOAD_OF_SYNC = "the mark";

  /** A step of the client. */
  sealed interface Step {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Send(byte[] bytes) implements Step {}

  /** Waits for the end of a stream, or for its first response. */
  record Await(int stream, boolean ended) implements Step {}

  record Sync() implements Step {}

  record End() implements Step {}

  private Http2Script() {}

  /** Returns the steps in order. */
  static List<Step> steps(String text) {
    List<Step> steps = new ArrayList<>();
    for (String each : text.split("\n(?! )", -1)) {
      Matcher times = TIMES.matcher(each);
      if (times.matches()) {
        for (int i = 0; i < Integer.parseInt(times.group(1)); i++) {
          int stream = Integer.parseInt(times.group(3)) + 2 * i;
          steps.add(step("%s %d%s".formatted(times.group(2), stream, times.group(4))));
        }
      } else if (!each.isBlank()) {
        steps.add(step(each));
      }
    }
    return steps;
  }

  private static Step step(String text) {
    String[] lines = text.split("\n", -1);
    int quoted = lines[0].indexOf('"');
    String[] words = (quoted < 0 ? lines[0] : lines[0].substring(0, quoted)).split(" ", -1);
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    switch (words[0]) {
      case "AWAIT" -> {
        return new Await(Integer.parseInt(words[1]), words.length == 2);
      }
      case "SYNC" -> {
        return new Sync();
      }
      case "END" -> {
        return new End();
      }
      case "REQUEST", "BEGIN" -> payload.writeBytes(Frames.fields(words[2], words[3]));
      case "RAW" -> hex(words, 1, payload);
      default -> hex(words, 3, payload);
    }
    if (quoted >= 0) {
      payload.writeBytes(bytes(lines[0].substring(quoted + 1, lines[0].lastIndexOf('"'))));
    }
    for (int i = 1; i < lines.length; i++) {
      field(lines[i].strip(), payload);
    }
    return new Send(frame(words, payload.toByteArray()));
  }

  private static byte[] frame(String[] words, byte[] payload) {
    return switch (words[0]) {
      case "RAW" -> payload;
      case "REQUEST" -> frame(Frames.HEADERS, "END_STREAM|END_HEADERS", words[1], payload);
      case "BEGIN" -> frame(Frames.HEADERS, "END_HEADERS", words[1], payload);
      default -> {
        int type = TYPES.indexOf(words[0]);
        yield frame(
            type < 0 ? HexFormat.fromHexDigits(words[0]) : type, words[2], words[1], payload);
      }
    };
  }

  private static byte[] frame(int type, String flags, String stream, byte[] payload) {
    int bits = 0;
    for (String flag : flags.split("\\|", -1)) {
      Integer bit = FLAGS.get(flag);
      bits |= bit == null ? HexFormat.fromHexDigits(flag) : bit;
    }
    return Frames.frame(type, bits, Integer.parseUnsignedInt(stream), payload);
  }

  private static void field(String line, ByteArrayOutputStream to) {
    int sign = line.indexOf("=");
    to.write(0);
    Frames.string(to, Escapes.decoded(line.substring(0, sign).stripTrailing()));
    Frames.string(to, Escapes.decoded(line.substring(sign + 1).stripLeading()));
  }

  private static void hex(String[] words, int from, ByteArrayOutputStream to) {
    for (int i = from; i < words.length; i++) {
      to.writeBytes(HexFormat.of().parseHex(words[i]));
    }
  }

  static byte[] bytes(String text) {
    return Escapes.decoded(text).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Returns the PING of {@link Sync}. */
  static byte[] mark() {
    return Frames.frame(Frames.PING, 0, 0, markPayload());
  }

  static byte[] markPayload() {
    return PAYLOAD_OF_SYNC.getBytes(StandardCharsets.US_ASCII);
  }
}

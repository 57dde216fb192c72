package dev.restauth.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A parser of Server-Sent Events (WHATWG HTML, section 9.2.6), which reads bytes as they arrive.
 * Lines end with CR, LF or both. The parser skips a byte order mark at the beginning, and ignores
 * comments and unknown fields. It refuses lines and events that are too long. Each parser is for
 * one stream and one thread.
 */
final class EventParser {
  /**
   * The maximum length of a line and of an event's data, in bytes. The server's longest events have
   * about 100 KB.
   */
  static final int LENGTH_AT_MOST = 1 << 20;

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final Listener listener;
  private byte[] line = new byte[1024];
  private int length;
  private boolean first = true;
  private boolean afterReturn;
  private String type = "";
  private Optional<String> id = Optional.empty();
  private final StringBuilder data = new StringBuilder();

  /** Receives each event. */
  interface Listener {
    void onEvent(Event event) throws FeedStreamException;
  }

  EventParser(Listener listener) {
    this.listener = listener;
  }

  /** Parses all bytes of a buffer. */
  void read(ByteBuffer bytes) throws FeedStreamException {
    while (bytes.hasRemaining()) {
      byte next = bytes.get();
      if (next == '\n' && afterReturn) { // the second character of a line break
        afterReturn = false;
      } else if (next == '\n' || next == '\r') {
        afterReturn = next == '\r';
        endLine();
      } else {
        afterReturn = false;
        append(next);
      }
    }
  }

  private void append(byte next) throws FeedStreamException {
    if (length == line.length) {
      if (length == LENGTH_AT_MOST) {
        throw new FeedStreamException("a line is too long");
      }
      line = Arrays.copyOf(line, Math.min(2 * length, LENGTH_AT_MOST));
    }
    line[length++] = next;
  }

  private void endLine() throws FeedStreamException {
    String text = new String(line, 0, length, StandardCharsets.UTF_8);
    length = 0;
    if (first && text.startsWith(BYTE_ORDER_MARK)) {
      text = text.substring(1);
    }
    first = false;
    if (text.isEmpty()) {
      dispatch();
      return;
    }
    int colon = text.indexOf(':');
    String value = colon < 0 ? "" : text.substring(colon + 1);
    field(
        colon < 0 ? text : text.substring(0, colon),
        value.startsWith(" ") ? value.substring(1) : value);
  }

  private void field(String name, String value) throws FeedStreamException {
    switch (name) {
      case "event" -> type = value;
      case "data" -> {
        if (data.length() + value.length() > LENGTH_AT_MOST) {
          throw new FeedStreamException("an event is too long");
        }
        data.append(value).append('\n');
      }
      case "id" -> id = value.indexOf('\0') < 0 ? Optional.of(value) : id;
      default -> {} // a comment (its name is empty) or an unknown field
    }
  }

  private void dispatch() throws FeedStreamException {
    if (!data.isEmpty()) {
      String whole = data.substring(0, data.length() - 1);
      listener.onEvent(new Event(type.isEmpty() ? "message" : type, id, whole));
    }
    data.setLength(0);
    type = "";
    id = Optional.empty();
  }
}

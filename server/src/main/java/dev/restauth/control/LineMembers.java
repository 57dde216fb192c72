package dev.restauth.control;

import dev.restauth.json.JsonBounds;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonReader;
import dev.restauth.json.JsonValue;
import dev.restauth.json.MalformedJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The members of a JSON object (RFC 8259), of which each must be what is asked for. Whatever is asked
 * for and is not there, or is something else, throws a {@link MalformedLine}. Immutable.
 */
final class LineMembers {
  private static final JsonReader READER =
      new JsonReader(new JsonBounds(5, 20, 256, Wire.ANSWER_BYTES));

  private final Map<String, JsonValue> members;

  private LineMembers(JsonObject object) {
    this.members = object.members();
  }

  /**
   * Reads an object and nothing after it.
   *
   * @param line UTF-8
   */
  static LineMembers read(byte[] line) {
    try {
      return READER.read(text(line)) instanceof JsonObject object
          ? new LineMembers(object)
          : noObject();
    } catch (MalformedJson e) {
      return switch (e.fault()) {
        case EMPTY -> noObject();
        case ENCODING, SYNTAX ->
            throw new MalformedLine("it is not valid JSON at character " + e.column());
        case DUPLICATE_NAME -> throw new MalformedLine("a name stands twice in it");
        case MORE_THAN_ONE_VALUE -> throw new MalformedLine("something follows its JSON object");
        case NESTING, LONG_NUMBER, LONG_NAME, SIZE ->
            throw new MalformedLine(
                "it is nested too deeply, or has a name or number that is too long");
      };
    }
  }

  private static LineMembers noObject() {
    throw new MalformedLine("it is no JSON object");
  }

  private static String text(byte[] line) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedLine("its characters are not valid UTF-8");
    }
  }

  /** The same, if it has no other members. */
  LineMembers allowing(String... names) {
    if (!Set.of(names).containsAll(members.keySet())) {
      throw new MalformedLine("it has a member that is not known");
    }
    return this;
  }

  Map<String, JsonValue> members() {
    return members;
  }

  JsonValue member(String name) {
    return Optional.ofNullable(members.get(name))
        .orElseThrow(() -> new MalformedLine(name + " is missing"));
  }

  String text(String name) {
    return text(member(name), name);
  }

  /** A whole number of 64 bits. */
  long number(String name) {
    return number(member(name), name);
  }

  LineMembers object(String name) {
    if (member(name) instanceof JsonObject object) {
      return new LineMembers(object);
    }
    throw new MalformedLine(name + " must be an object");
  }

  List<JsonValue> array(String name) {
    if (member(name) instanceof JsonValue.Array(List<JsonValue> items)) {
      return items;
    }
    throw new MalformedLine(name + " must be a list");
  }

  /** A value that must be text. */
  static String text(JsonValue value, String what) {
    if (value instanceof JsonValue.Text(String text)) {
      return text;
    }
    throw new MalformedLine(what + " must be text");
  }

  /** A value that must be a whole number of 64 bits. */
  static long number(JsonValue value, String what) {
    try {
      if (value instanceof JsonValue.Numeral(String digits, boolean whole) && whole) {
        return Long.parseLong(digits);
      }
    } catch (NumberFormatException e) { // it has more than 64 bits
    }
    throw new MalformedLine(what + " must be a whole number");
  }
}

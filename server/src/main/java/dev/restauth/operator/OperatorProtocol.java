package dev.restauth.operator;

import dev.restauth.json.JsonBounds;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonReader;
import dev.restauth.json.JsonValue;
import dev.restauth.json.JsonWriter;
import dev.restauth.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The contents of requests and answers on the socket, in JSON. A request is an object with the
 * arguments. An answer is any number of lines {@code {"progress":{"step":…,"done":n,"total":n}}},
 * followed by one line {@code {"done":{"facts":{…},"notes":[…]}}} or {@code {"failed":"message"}}.
 * Error messages never repeat text that could not be parsed.
 */
final class OperatorProtocol {
  /** The media type of an answer. */
  static final String CONTENT_TYPE = "application/x-ndjson";

  /**
   * Reader for lines of an answer. A line has at most six levels: answer, done, list of facts,
   * facts, nested list, nested facts.
   */
  private static final JsonReader READER = new JsonReader(new JsonBounds(6, 20, 256, 1024 * 1024));

  /** The maximum length of an answer's line, in bytes. */
  static final int ANSWER_BYTES = 1024 * 1024;

  private OperatorProtocol() {}

  /** One line of an answer. */
  sealed interface Answer {}

  /** A progress report. */
  record Advanced(String step, long done, long total) implements Answer {}

  /** The last line of an answer. */
  record Finished(Reply reply) implements Answer {}

  /** Encodes the body of a request, in ASCII. */
  static byte[] body(Request request) {
    return line(json -> request.arguments().forEach(json::text));
  }

  static byte[] line(Advanced advanced) {
    return line(
        json ->
            json.object(
                "progress",
                progress ->
                    progress
                        .text("step", advanced.step())
                        .number("done", advanced.done())
                        .number("total", advanced.total())));
  }

  static byte[] line(Reply reply) {
    return line(
        json -> {
          switch (reply) {
            case Reply.Done(Facts facts, List<String> notes) ->
                json.object(
                    "done",
                    done -> {
                      facts.write(done, "facts");
                      done.texts("notes", notes);
                    });
            case Reply.Failed(String message) -> json.text("failed", message);
          }
        });
  }

  private static byte[] line(Consumer<JsonWriter> members) {
    return (JsonWriter.ascii(members) + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Parses a line of an answer. Ignores unknown members.
   *
   * @throws MalformedLine if the line is not a line of an answer
   */
  static Answer answer(byte[] line) {
    JsonObject answer = object(line);
    List<Answer> said = new ArrayList<>();
    answer
        .member("progress")
        .map(OperatorProtocol::members)
        .map(OperatorProtocol::advanced)
        .ifPresent(said::add);
    answer
        .member("done")
        .map(OperatorProtocol::members)
        .map(OperatorProtocol::done)
        .ifPresent(said::add);
    answer.member("failed").map(OperatorProtocol::failed).ifPresent(said::add);
    if (said.size() != 1) {
      throw new MalformedLine("it must say one thing");
    }
    return said.getFirst();
  }

  /** Parses a problem (RFC 9457) and returns its detail. */
  static String detail(byte[] problem) {
    return text(member(object(problem), "detail"));
  }

  private static JsonObject object(byte[] text) {
    try {
      return members(READER.read(text));
    } catch (MalformedJson e) {
      throw new MalformedLine("it is not valid JSON at character " + e.column());
    }
  }

  private static Answer advanced(JsonObject progress) {
    return new Advanced(
        text(member(progress, "step")),
        number(member(progress, "done")),
        number(member(progress, "total")));
  }

  private static Answer done(JsonObject done) {
    JsonValue facts = member(done, "facts");
    return new Finished(
        new Reply.Done(
            facts instanceof JsonValue.Array list
                ? Facts.list(each(list, OperatorProtocol::facts))
                : facts(facts),
            each(member(done, "notes"), OperatorProtocol::text)));
  }

  private static Answer failed(JsonValue message) {
    return new Finished(new Reply.Failed(text(message)));
  }

  private static Facts facts(JsonValue object) {
    Facts facts = Facts.NONE;
    for (Map.Entry<String, JsonValue> fact : members(object).members().entrySet()) {
      facts = with(facts, fact.getKey(), fact.getValue());
    }
    return facts;
  }

  private static Facts with(Facts facts, String name, JsonValue value) {
    return switch (value) {
      case JsonValue.Text(String text) -> facts.with(name, text);
      case JsonValue.Numeral number -> facts.with(name, number(number));
      case JsonValue.Truth(boolean truth) -> facts.with(name, truth);
      case JsonValue.Array(List<JsonValue> items) ->
          !items.isEmpty() && items.getFirst() instanceof JsonObject
              ? facts.withEach(name, each(value, OperatorProtocol::facts))
              : facts.with(name, each(value, OperatorProtocol::text));
      case JsonValue.Null _, JsonObject _ -> throw odd();
    };
  }

  private static JsonValue member(JsonObject object, String name) {
    return object.member(name).orElseThrow(OperatorProtocol::odd);
  }

  private static JsonObject members(JsonValue value) {
    if (value instanceof JsonObject object) {
      return object;
    }
    throw odd();
  }

  private static String text(JsonValue value) {
    if (value instanceof JsonValue.Text(String text)) {
      return text;
    }
    throw odd();
  }

  private static long number(JsonValue value) {
    try {
      if (value instanceof JsonValue.Numeral(String digits, boolean whole) && whole) {
        return Long.parseLong(digits);
      }
    } catch (NumberFormatException e) { // the number has more than 64 bits
    }
    throw odd();
  }

  private static <T> List<T> each(JsonValue list, Function<JsonValue, T> reading) {
    if (list instanceof JsonValue.Array(List<JsonValue> items)) {
      return items.stream().map(reading).toList();
    }
    throw odd();
  }

  private static MalformedLine odd() {
    return new MalformedLine("a member is missing, or has another type");
  }
}

package dev.restauth.control;

import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonValue;
import dev.restauth.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What is said over the socket, and how: a JSON object a line. A request is {@code {"operation":…,
 * "arguments":{…}}}; an answer is any number of {@code {"progress":{"step":…,"done":n,"total":n}}} and
 * at last one {@code {"done":{"facts":{…},"notes":[…]}}} or {@code {"failed":"message"}}. Nothing else
 * is accepted, and nothing of what is not accepted is repeated in a message.
 */
final class Wire {
  /** The longest request, in bytes. */
  static final int REQUEST_BYTES = 64 * 1024;

  /** The longest line of an answer, in bytes. */
  static final int ANSWER_BYTES = 1024 * 1024;

  private Wire() {}

  /** One line of an answer. */
  sealed interface Answer {}

  /** As {@link dev.restauth.job.Progress} has it. */
  record Advanced(String step, long done, long total) implements Answer {}

  /** The last line. */
  record Finished(Reply reply) implements Answer {}

  static byte[] line(Request request) {
    return line(
        json ->
            json.text("operation", request.operation())
                .object("arguments", members -> request.arguments().forEach(members::text)));
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
   * Reads a request.
   *
   * @throws MalformedLine if it is none
   */
  static Request request(byte[] line) {
    LineMembers request = LineMembers.read(line).allowing("operation", "arguments");
    String operation = request.text("operation");
    Map<String, String> arguments = new HashMap<>();
    request
        .object("arguments")
        .members()
        .forEach((name, value) -> arguments.put(name, LineMembers.text(value, "every argument")));
    return new Request(operation, arguments);
  }

  /**
   * Reads a line of an answer.
   *
   * @throws MalformedLine if it is none
   */
  static Answer answer(byte[] line) {
    LineMembers answer = LineMembers.read(line).allowing("progress", "done", "failed");
    if (answer.members().size() > 1) {
      throw new MalformedLine("it says two things at once");
    }
    return switch (answer.members().keySet().stream().findAny().orElse("")) {
      case "progress" -> advanced(answer.object("progress").allowing("step", "done", "total"));
      case "done" -> new Finished(done(answer.object("done").allowing("facts", "notes")));
      case "failed" -> new Finished(new Reply.Failed(answer.text("failed")));
      default -> throw new MalformedLine("it says nothing");
    };
  }

  private static Advanced advanced(LineMembers progress) {
    return new Advanced(progress.text("step"), progress.number("done"), progress.number("total"));
  }

  private static Reply.Done done(LineMembers done) {
    List<String> notes = texts(done.array("notes"), "every note");
    return new Reply.Done(
        switch (done.member("facts")) {
          case JsonObject object -> facts(object);
          case JsonValue.Array(List<JsonValue> items) -> Facts.list(objects(items));
          case JsonValue.Scalar _ -> throw new MalformedLine("facts must be an object or a list");
        },
        notes);
  }

  private static Facts facts(JsonObject object) {
    Facts facts = Facts.NONE;
    for (Map.Entry<String, JsonValue> fact : object.members().entrySet()) {
      facts = with(facts, fact.getKey(), fact.getValue());
    }
    return facts;
  }

  private static List<Facts> objects(List<JsonValue> items) {
    List<Facts> objects = new ArrayList<>();
    for (JsonValue item : items) {
      if (!(item instanceof JsonObject object)) {
        throw new MalformedLine("every member of a list must be of one kind");
      }
      objects.add(facts(object));
    }
    return objects;
  }

  private static Facts with(Facts facts, String name, JsonValue value) {
    return switch (value) {
      case JsonValue.Text(String text) -> facts.with(name, text);
      case JsonValue.Numeral number -> facts.with(name, LineMembers.number(number, "a number"));
      case JsonValue.Truth(boolean truth) -> facts.with(name, truth);
      case JsonValue.Array(List<JsonValue> items) ->
          !items.isEmpty() && items.getFirst() instanceof JsonObject
              ? facts.withEach(name, objects(items))
              : facts.with(name, texts(items, "every member of a list"));
      case JsonValue.Null _, JsonObject _ ->
          throw new MalformedLine("a fact in it has a type that none may have");
    };
  }

  private static List<String> texts(List<JsonValue> values, String what) {
    List<String> texts = new ArrayList<>();
    values.forEach(value -> texts.add(LineMembers.text(value, what)));
    return texts;
  }
}

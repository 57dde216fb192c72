package dev.restauth.control;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
    return JsonLine.write(
        json -> {
          json.writeStringField("operation", request.operation());
          json.writeObjectFieldStart("arguments");
          for (Map.Entry<String, String> argument : request.arguments().entrySet()) {
            json.writeStringField(argument.getKey(), argument.getValue());
          }
          json.writeEndObject();
        });
  }

  static byte[] line(Advanced advanced) {
    return JsonLine.write(
        json -> {
          json.writeObjectFieldStart("progress");
          json.writeStringField("step", advanced.step());
          json.writeNumberField("done", advanced.done());
          json.writeNumberField("total", advanced.total());
          json.writeEndObject();
        });
  }

  static byte[] line(Reply reply) {
    return JsonLine.write(
        json -> {
          switch (reply) {
            case Reply.Done(Facts facts, List<String> notes) -> {
              json.writeObjectFieldStart("done");
              json.writeFieldName("facts");
              facts.write(json);
              json.writeFieldName("notes");
              JsonLine.writeTexts(json, notes);
              json.writeEndObject();
            }
            case Reply.Failed(String message) -> json.writeStringField("failed", message);
          }
        });
  }

  /**
   * Reads a request.
   *
   * @throws MalformedLine where it is none
   */
  static Request request(byte[] line) {
    return JsonLine.read(
        line,
        json -> {
          @Nullable String operation = null;
          @Nullable Map<String, String> arguments = null;
          while (json.nextToken() == JsonToken.FIELD_NAME) {
            switch (json.currentName()) {
              case "operation" -> operation = JsonLine.text(json, "operation");
              case "arguments" -> arguments = arguments(json);
              default -> throw unknownMember();
            }
          }
          return new Request(
              JsonLine.present(operation, "operation"), JsonLine.present(arguments, "arguments"));
        });
  }

  private static Map<String, String> arguments(JsonParser json) throws IOException {
    JsonLine.begin(json, JsonToken.START_OBJECT, "arguments");
    Map<String, String> arguments = new HashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      arguments.put(name, JsonLine.text(json, "every argument"));
    }
    return arguments;
  }

  /**
   * Reads a line of an answer.
   *
   * @throws MalformedLine where it is none
   */
  static Answer answer(byte[] line) {
    return JsonLine.read(
        line,
        json -> {
          Optional<Answer> answer = Optional.empty();
          while (json.nextToken() == JsonToken.FIELD_NAME) {
            if (answer.isPresent()) {
              throw new MalformedLine("it says two things at once");
            }
            answer =
                Optional.of(
                    switch (json.currentName()) {
                      case "progress" -> advanced(json);
                      case "done" -> new Finished(done(json));
                      case "failed" ->
                          new Finished(new Reply.Failed(JsonLine.text(json, "failed")));
                      default -> throw unknownMember();
                    });
          }
          return answer.orElseThrow(() -> new MalformedLine("it says nothing"));
        });
  }

  private static Advanced advanced(JsonParser json) throws IOException {
    JsonLine.begin(json, JsonToken.START_OBJECT, "progress");
    @Nullable String step = null;
    @Nullable Long done = null;
    @Nullable Long total = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      switch (json.currentName()) {
        case "step" -> step = JsonLine.text(json, "step");
        case "done" -> done = JsonLine.number(json, "done");
        case "total" -> total = JsonLine.number(json, "total");
        default -> throw unknownMember();
      }
    }
    return new Advanced(
        JsonLine.present(step, "step"),
        JsonLine.present(done, "done"),
        JsonLine.present(total, "total"));
  }

  private static Reply.Done done(JsonParser json) throws IOException {
    JsonLine.begin(json, JsonToken.START_OBJECT, "done");
    @Nullable Facts facts = null;
    @Nullable List<String> notes = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      switch (json.currentName()) {
        case "facts" -> facts = factsOrList(json);
        case "notes" -> {
          JsonLine.begin(json, JsonToken.START_ARRAY, "notes");
          notes = texts(json, "every note");
        }
        default -> throw unknownMember();
      }
    }
    return new Reply.Done(JsonLine.present(facts, "facts"), JsonLine.present(notes, "notes"));
  }

  private static Facts factsOrList(JsonParser json) throws IOException {
    return switch (json.nextToken()) {
      case START_OBJECT -> facts(json);
      case START_ARRAY -> {
        json.nextToken();
        yield Facts.list(objects(json));
      }
      default -> throw new MalformedLine("facts must be an object or a list");
    };
  }

  /** From after the opening brace on. */
  private static Facts facts(JsonParser json) throws IOException {
    Facts facts = Facts.NONE;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      facts =
          switch (json.nextToken()) {
            case VALUE_STRING -> facts.with(name, json.getText());
            case VALUE_NUMBER_INT -> facts.with(name, json.getLongValue());
            case VALUE_TRUE -> facts.with(name, true);
            case VALUE_FALSE -> facts.with(name, false);
            case START_ARRAY -> list(facts, name, json);
            default -> throw new MalformedLine("a fact in it has a type that none may have");
          };
    }
    return facts;
  }

  private static Facts list(Facts facts, String name, JsonParser json) throws IOException {
    return json.nextToken() == JsonToken.START_OBJECT
        ? facts.withEach(name, objects(json))
        : facts.with(name, textsFromHere(json, "every member of a list"));
  }

  /** The current token is the first of the list. */
  private static List<Facts> objects(JsonParser json) throws IOException {
    List<Facts> objects = new ArrayList<>();
    while (json.currentToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        throw new MalformedLine("every member of a list must be of one kind");
      }
      objects.add(facts(json));
      json.nextToken();
    }
    return objects;
  }

  private static List<String> texts(JsonParser json, String what) throws IOException {
    json.nextToken();
    return textsFromHere(json, what);
  }

  /** The current token is the first of the list. */
  private static List<String> textsFromHere(JsonParser json, String what) throws IOException {
    List<String> texts = new ArrayList<>();
    while (json.currentToken() != JsonToken.END_ARRAY) {
      texts.add(JsonLine.currentText(json, what));
      json.nextToken();
    }
    return texts;
  }

  private static MalformedLine unknownMember() {
    return new MalformedLine("it has a member that is not known");
  }
}

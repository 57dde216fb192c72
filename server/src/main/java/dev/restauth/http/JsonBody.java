package dev.restauth.http;

import dev.restauth.json.JsonBounds;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonReader;
import dev.restauth.json.JsonValue;
import dev.restauth.json.MalformedJson;
import java.util.List;
import java.util.Optional;

/**
 * The body of a request: one JSON object (RFC 8259) within limits. Duplicate member names are
 * refused. Unknown names are ignored, unless {@link #only} refuses them. A refusal quotes at most
 * the name of a refused member, and no other part of the body.
 */
public final class JsonBody {
  private static final JsonBounds BOUNDS = new JsonBounds(32, 100, 256, 8_192);
  private static final JsonReader READER = new JsonReader(BOUNDS);

  private static final int QUOTED_AT_MOST = 64;

  /** The maximum number of digits of a number. A longer number might not fit into a long. */
  private static final int DIGITS_AT_MOST = 18;

  private final JsonObject members;

  private JsonBody(JsonObject members) {
    this.members = members;
  }

  /**
   * Reads a body.
   *
   * @param bytes the text in UTF-8, UTF-16 or UTF-32
   * @throws ProblemException if the bytes are not one JSON object within the limits
   */
  static JsonBody read(byte[] bytes) {
    try {
      return switch (READER.read(bytes)) {
        case JsonObject members -> new JsonBody(members);
        case JsonValue.Array _, JsonValue.Scalar _ ->
            throw invalid("The body must be a JSON object, not another JSON value.");
      };
    } catch (MalformedJson e) {
      throw invalid(complaint(e));
    }
  }

  private static String complaint(MalformedJson e) {
    return switch (e.fault()) {
      case EMPTY -> "The body is empty.";
      case ENCODING -> "The body is not valid JSON: its characters are not valid UTF-8.";
      case SYNTAX ->
          "The body is not valid JSON (line %d, column %d).".formatted(e.line(), e.column());
      case DUPLICATE_NAME -> "A key occurs twice in the body.";
      case MORE_THAN_ONE_VALUE -> "Something follows the JSON object.";
      case NESTING ->
          "The JSON is nested too deeply: %d levels are allowed.".formatted(BOUNDS.levels());
      case LONG_NUMBER ->
          "The JSON has a number that is too long: %d digits are allowed."
              .formatted(BOUNDS.numberLength());
      case LONG_NAME ->
          "The JSON has a key that is too long: %d characters are allowed."
              .formatted(BOUNDS.nameLength());
      case SIZE -> "The JSON has too many values: %d are allowed.".formatted(BOUNDS.values());
    };
  }

  /**
   * The value of a mandatory member of type string.
   *
   * @throws ProblemException if the member is missing or is not a string
   */
  public String string(String name) {
    return switch (members
        .member(name)
        .orElseThrow(() -> invalid("The member \"" + name + "\" is missing."))) {
      case JsonValue.Text(String value) -> value;
      case JsonValue _ -> throw invalid("The member \"" + name + "\" must be a string.");
    };
  }

  /** All members. */
  public JsonObject members() {
    return members;
  }

  /** The value of an optional member of type string; empty if the member is missing. */
  public Optional<String> find(String name) {
    return members.member(name).map(_ -> string(name));
  }

  /**
   * The value of a mandatory member that people see, such as a name. Leading and trailing spaces
   * are removed.
   *
   * @param atMost the maximum length in characters
   * @throws ProblemException if the value is not a string of 1 to {@code atMost} characters, or has
   *     a character that is invisible or reverses the direction of text
   */
  public String label(String name, int atMost) {
    String text = string(name);
    return VisibleText.label(text, atMost)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.INVALID_MEMBER.because(
                        "The member \"%s\" must have 1 to %d characters, without invisible ones."
                            .formatted(name, atMost))));
  }

  /**
   * The value of an optional member that is a whole number; empty if the member is missing.
   *
   * @throws ProblemException if the value is not a whole number from {@code least} to {@code most}
   */
  public Optional<Long> findNumber(String name, long least, long most) {
    return members
        .member(name)
        .map(
            value -> {
              if (value instanceof JsonValue.Numeral(String digits, boolean whole)
                  && whole
                  && digits.length() <= DIGITS_AT_MOST
                  && Long.parseLong(digits) >= least
                  && Long.parseLong(digits) <= most) {
                return Long.parseLong(digits);
              }
              throw new ProblemException(
                  ProblemType.INVALID_MEMBER.because(
                      "The member \"%s\" must be a whole number from %d to %d."
                          .formatted(name, least, most)));
            });
  }

  /**
   * The value of an optional member that is an array of strings; empty if the member is missing.
   */
  public Optional<List<String>> findStrings(String name) {
    return members
        .member(name)
        .map(
            value -> {
              if (value instanceof JsonValue.Array(List<JsonValue> items)
                  && items.stream().allMatch(JsonValue.Text.class::isInstance)) {
                return items.stream().map(item -> ((JsonValue.Text) item).value()).toList();
              }
              throw invalid("The member \"" + name + "\" must be an array of strings.");
            });
  }

  /** The value of an optional member that is true or false; false if the member is missing. */
  public boolean flag(String name) {
    return members
        .member(name)
        .map(
            value -> {
              if (value instanceof JsonValue.Truth(boolean truth)) {
                return truth;
              }
              throw invalid("The member \"" + name + "\" must be true or false.");
            })
        .orElse(false);
  }

  /**
   * Refuses members that a call does not accept.
   *
   * @throws ProblemException if the body has such a member; the problem names the member
   */
  public JsonBody only(String... names) {
    for (String name : members.names()) {
      if (!List.of(names).contains(name)) {
        throw new ProblemException(
            ProblemType.INVALID_MEMBER.because(
                "The member \""
                    + quotable(name)
                    + "\" is not supported here. Supported members: "
                    + String.join(", ", names)
                    + "."));
      }
    }
    return this;
  }

  /**
   * Makes a name from the client safe for a message: replaces invisible characters, and shortens
   * the name to at most 64 characters. Invisible characters could change the text that a log or a
   * terminal shows.
   */
  public static String quotable(String name) {
    String visible = name.replaceAll("\\p{C}", "?");
    return visible.codePointCount(0, visible.length()) <= QUOTED_AT_MOST
        ? visible
        : visible.substring(0, visible.offsetByCodePoints(0, QUOTED_AT_MOST - 1)) + "…";
  }

  /** Shows only the names: the values may be secrets. */
  @Override
  public String toString() {
    return "JsonBody" + members.names();
  }

  private static ProblemException invalid(String detail) {
    return new ProblemException(ProblemType.INVALID_JSON.because(detail));
  }
}

package dev.restauth.mail;

import dev.restauth.json.JsonBounds;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonReader;
import dev.restauth.json.JsonValue;
import dev.restauth.json.JsonWriter;
import dev.restauth.language.Language;
import java.util.HashMap;
import java.util.Map;

/**
 * The kind of a mail, and the values that are filled into its template. Immutable.
 *
 * @param values the values for the template, such as {@code code}; they may be secrets
 */
record Mail(MailKind kind, Language language, Map<String, String> values) {
  private static final JsonReader READER = new JsonReader(JsonBounds.USUAL);

  Mail {
    values = Map.copyOf(values);
  }

  /** Returns the values as JSON in UTF-8. */
  byte[] bytes() {
    return JsonWriter.line(
        json -> {
          json.text("kind", kind.name());
          json.text("language", language.name());
          json.object("values", members -> values.forEach(members::text));
        });
  }

  /**
   * Parses a mail from JSON.
   *
   * @throws IllegalArgumentException if this program did not write the JSON
   */
  static Mail of(byte[] bytes) {
    if (READER.read(bytes) instanceof JsonObject mail
        && mail.member("values").orElseThrow() instanceof JsonObject values) {
      Map<String, String> texts = new HashMap<>();
      values.names().forEach(name -> texts.put(name, text(values, name)));
      return new Mail(
          MailKind.valueOf(text(mail, "kind")), Language.valueOf(text(mail, "language")), texts);
    }
    throw new IllegalArgumentException("not a mail");
  }

  private static String text(JsonObject object, String name) {
    if (object.member(name).orElseThrow() instanceof JsonValue.Text(String value)) {
      return value;
    }
    throw new IllegalArgumentException("not a mail");
  }

  /** Returns a text without the values. */
  @Override
  public String toString() {
    return "Mail[kind=" + kind + ", language=" + language + "]";
  }
}

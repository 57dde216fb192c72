package dev.restauth.profile;

import dev.restauth.http.JsonBody;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonValue;
import dev.restauth.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The members that the owner of a profile can set, with the rules for their values. These are
 * {@code display_name} (which becomes the claim {@code name}), {@code locale}, {@code attributes},
 * and those standard claims of OpenID Connect Core 1.0, section 5.1, that users may assert about
 * themselves.
 */
final class ProfileMember {
  /** The maximum size of the attributes as JSON, in bytes of UTF-8. */
  static final int ATTRIBUTES_AT_MOST = 4_096;

  /** The maximum nesting depth of the attributes. */
  static final int ATTRIBUTE_LEVELS = 10;

  private static final String ADDRESS = "address";

  /** The rules for strings, by member. */
  private static final Map<String, TextRule> TEXTS = new LinkedHashMap<>();

  /** The rules for the parts of an address. Two parts can have several lines. */
  private static final Map<String, TextRule> ADDRESS_PARTS = new LinkedHashMap<>();

  static {
    TEXTS.put(Profile.DISPLAY_NAME, TextRule.LINE);
    TEXTS.put(Profile.LOCALE, TextRule.LANGUAGE_TAG);
    for (String name : List.of("given_name", "family_name", "middle_name", "nickname", "gender")) {
      TEXTS.put(name, TextRule.LINE);
    }
    for (String name : List.of("profile", "picture", "website")) {
      TEXTS.put(name, TextRule.WEB_URL);
    }
    TEXTS.put("birthdate", TextRule.BIRTHDATE);
    TEXTS.put("zoneinfo", TextRule.TIME_ZONE);
    TEXTS.put(Profile.PHONE_NUMBER, TextRule.PHONE_NUMBER);
    ADDRESS_PARTS.put("formatted", TextRule.LINES);
    ADDRESS_PARTS.put("street_address", TextRule.LINES);
    for (String name : List.of("locality", "region", "postal_code", "country")) {
      ADDRESS_PARTS.put(name, TextRule.LINE);
    }
  }

  /** The names of the standard claims, in the order in which answers contain them. */
  static final List<String> CLAIMS = claims();

  private ProfileMember() {}

  private static List<String> claims() {
    List<String> names = new ArrayList<>(TEXTS.keySet());
    names.removeAll(List.of(Profile.DISPLAY_NAME, Profile.LOCALE));
    names.add(ADDRESS);
    return List.copyOf(names);
  }

  /** Returns the names of all members that can be set. */
  static String[] names() {
    List<String> names = new ArrayList<>(TEXTS.keySet());
    names.addAll(List.of(ADDRESS, Profile.ATTRIBUTES));
    return names.toArray(String[]::new);
  }

  /**
   * Applies a patch to a profile.
   *
   * @param patch a patch that contains only members of {@link #names}
   * @throws ProblemException if the value of a member violates a rule; the problem names the member
   */
  static Profile patched(Profile before, JsonObject patch) {
    Profile after = before;
    for (Map.Entry<String, JsonValue> each : patch.members().entrySet()) {
      String name = each.getKey();
      after = after.with(name, value(name, before.members().member(name), each.getValue()));
    }
    return after;
  }

  private static Optional<JsonValue> value(
      String name, Optional<JsonValue> before, JsonValue value) {
    if (value instanceof JsonValue.Null) {
      return Optional.empty();
    }
    return switch (name) {
      case ADDRESS -> address(before, object(name, value));
      case Profile.ATTRIBUTES -> attributes(before, object(name, value));
      default -> Optional.of(text(name, rule(TEXTS, name), value));
    };
  }

  private static TextRule rule(Map<String, TextRule> rules, String name) {
    return Optional.ofNullable(rules.get(name))
        .orElseThrow(() -> refused(name, "is not supported here"));
  }

  private static JsonObject object(String name, JsonValue value) {
    if (value instanceof JsonObject object) {
      return object;
    }
    throw refused(name, "must be an object");
  }

  private static JsonValue text(String name, TextRule rule, JsonValue value) {
    if (value instanceof JsonValue.Text(String text)) {
      return rule.canonical(text)
          .map(JsonValue.Text::new)
          .orElseThrow(() -> refused(name, "must be " + rule.wanted()));
    }
    throw refused(name, "must be a string");
  }

  private static Optional<JsonValue> address(Optional<JsonValue> before, JsonObject patch) {
    patch
        .members()
        .forEach(
            (part, value) -> {
              TextRule rule = rule(ADDRESS_PARTS, ADDRESS + "." + part, part);
              if (!(value instanceof JsonValue.Null)) {
                var _ = text(ADDRESS + "." + part, rule, value);
              }
            });
    return Optional.<JsonValue>of(MergePatch.merge(before, patch)).filter(ProfileMember::isFilled);
  }

  private static TextRule rule(Map<String, TextRule> rules, String name, String part) {
    return Optional.ofNullable(rules.get(part))
        .orElseThrow(
            () ->
                refused(
                    name,
                    "is not supported here. Supported members: "
                        + String.join(", ", rules.keySet())));
  }

  private static Optional<JsonValue> attributes(Optional<JsonValue> before, JsonObject patch) {
    JsonObject merged = MergePatch.merge(before, patch);
    if (!isText(merged)) {
      throw refused(Profile.ATTRIBUTES, "must be text in Unicode: it has half a character");
    }
    if (!fits(merged, ATTRIBUTE_LEVELS)) {
      throw refused(Profile.ATTRIBUTES, "may be nested %d levels deep".formatted(ATTRIBUTE_LEVELS));
    }
    String json = JsonWriter.text(writer -> merged.members().forEach(writer::member));
    if (json.getBytes(StandardCharsets.UTF_8).length > ATTRIBUTES_AT_MOST) {
      throw refused(
          Profile.ATTRIBUTES, "may have at most %,d bytes as JSON".formatted(ATTRIBUTES_AT_MOST));
    }
    return Optional.<JsonValue>of(merged).filter(ProfileMember::isFilled);
  }

  private static boolean isFilled(JsonValue value) {
    return !(value instanceof JsonObject object) || !object.names().isEmpty();
  }

  private static boolean fits(JsonValue value, int levels) {
    return switch (value) {
      case JsonValue.Scalar _ -> true;
      case JsonValue.Array(List<JsonValue> items) ->
          levels > 0 && items.stream().allMatch(each -> fits(each, levels - 1));
      case JsonObject object ->
          levels > 0 && object.members().values().stream().allMatch(each -> fits(each, levels - 1));
    };
  }

  /** Returns whether all names and strings can be encoded in UTF-8. */
  private static boolean isText(JsonValue value) {
    return switch (value) {
      case JsonValue.Text(String text) -> TextRule.isUnicode(text);
      case JsonValue.Scalar _ -> true;
      case JsonValue.Array(List<JsonValue> items) -> items.stream().allMatch(ProfileMember::isText);
      case JsonObject object ->
          object.names().stream().allMatch(TextRule::isUnicode)
              && object.members().values().stream().allMatch(ProfileMember::isText);
    };
  }

  private static ProblemException refused(String name, String why) {
    return new ProblemException(
        ProblemType.INVALID_MEMBER.because(
            "The member \"" + JsonBody.quotable(name) + "\" " + why + "."));
  }
}

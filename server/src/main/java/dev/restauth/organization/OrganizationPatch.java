package dev.restauth.organization;

import dev.restauth.http.JsonBody;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.http.VisibleText;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonValue;
import dev.restauth.profile.MergePatch;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A change to an organisation, as a JSON merge patch (RFC 7396), and the rules for the patch's
 * members.
 *
 * @param attributes a patch of the attributes
 */
record OrganizationPatch(
    Optional<String> name, Optional<String> slug, Optional<JsonObject> attributes) {
  static final String NAME = "name";
  static final String SLUG = "slug";
  static final String ATTRIBUTES = "attributes";

  /** The maximum length of a name, in characters. */
  static final int NAME_AT_MOST = 100;

  /** The maximum size of the attributes as JSON, in bytes of UTF-8. */
  static final int ATTRIBUTES_AT_MOST = 4_096;

  /** The rule for slugs, for error messages. */
  static final String SLUG_RULE = "must have 3 to 63 of the characters a to z, 0 to 9 and dash";

  /** The rule for names, for error messages. */
  static final String NAME_RULE =
      "must have 1 to " + NAME_AT_MOST + " characters, none of them invisible";

  private static final Pattern SLUG_PATTERN = Pattern.compile("[a-z0-9-]{3,63}");
  private static final Pattern SLUG_PREFIX = Pattern.compile("[a-z0-9-]{0,63}");

  /**
   * Reads a body.
   *
   * @throws ProblemException if a member breaks a rule; the problem names the member
   */
  static OrganizationPatch read(JsonBody body) {
    JsonBody known = body.only(NAME, SLUG, ATTRIBUTES);
    return new OrganizationPatch(
        known.members().member(NAME).map(_ -> name(known)),
        known.find(SLUG).map(OrganizationPatch::checkedSlug),
        known.members().member(ATTRIBUTES).map(OrganizationPatch::object));
  }

  /** Returns whether a slug may begin with the text. */
  static boolean mayBeginSlug(String text) {
    return SLUG_PREFIX.matcher(text).matches();
  }

  /**
   * Returns the name in a body.
   *
   * @throws ProblemException if the name breaks the rule
   */
  static String name(JsonBody body) {
    return body.label(NAME, NAME_AT_MOST);
  }

  /** Returns a name that an operator typed; empty if the name breaks the rule. */
  static Optional<String> name(String typed) {
    return VisibleText.label(typed, NAME_AT_MOST);
  }

  /** Returns the slug unchanged. Throws an exception if it breaks the rule. */
  static String checkedSlug(String slug) {
    if (!isSlug(slug)) {
      throw refused(SLUG, SLUG_RULE);
    }
    return slug;
  }

  static boolean isSlug(String slug) {
    return SLUG_PATTERN.matcher(slug).matches();
  }

  private static JsonObject object(JsonValue value) {
    return switch (value) {
      case JsonObject object -> object;
      case JsonValue.Null _ -> throw refused(ATTRIBUTES, "must be an object");
      case JsonValue.Scalar _, JsonValue.Array _ -> throw refused(ATTRIBUTES, "must be an object");
    };
  }

  /** Returns the organisation after the change. */
  Organization applyTo(Organization before) {
    return new Organization(
        before.id(),
        name.orElse(before.name()),
        slug.orElse(before.slug()),
        attributes.map(patch -> merged(before.attributes(), patch)).orElse(before.attributes()),
        before.createdAt());
  }

  private static JsonObject merged(JsonObject before, JsonObject patch) {
    JsonObject merged = MergePatch.merge(Optional.of(before), patch);
    String text = OrganizationRows.text(merged);
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw refused(ATTRIBUTES, "must be text in Unicode: it has half a character");
    }
    if (text.getBytes(StandardCharsets.UTF_8).length > ATTRIBUTES_AT_MOST) {
      throw refused(ATTRIBUTES, "may have at most %,d bytes as JSON".formatted(ATTRIBUTES_AT_MOST));
    }
    return merged.names().isEmpty() ? new JsonObject(Map.of()) : merged;
  }

  private static ProblemException refused(String name, String why) {
    return new ProblemException(
        ProblemType.INVALID_MEMBER.because("The member \"" + name + "\" " + why + "."));
  }
}

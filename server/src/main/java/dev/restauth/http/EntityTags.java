package dev.restauth.http;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The entity tags of {@code If-None-Match} or {@code If-Match} (RFC 9110 section 13.1). The tags of
 * {@code If-None-Match} are compared weakly (section 8.8.3.2), because a proxy may have made a tag
 * weak. The tags of {@code If-Match} are compared strongly.
 *
 * @param any whether the field is {@code *}
 * @param tags the tags without quotes
 */
record EntityTags(boolean any, Set<String> tags) {
  private static final EntityTags NONE = new EntityTags(false, Set.of());

  /**
   * A list element, which is empty or a tag, and the comma or end of text after it. Matching takes
   * linear time.
   */
  private static final Pattern ELEMENT =
      Pattern.compile("[ \\t]*+(?:(W/)?+\"([\\x21\\x23-\\x7e\\x80-\\xff]*+)\"[ \\t]*+)?+(?:,|\\z)");

  /** Reads the field. This method never throws an exception; a malformed field has no tags. */
  static EntityTags read(String field) {
    return read(field, true);
  }

  /** Reads the field without the weak tags, which match nothing in a strong comparison. */
  static EntityTags readStrong(String field) {
    return read(field, false);
  }

  private static EntityTags read(String field, boolean withWeak) {
    if (field.strip().equals("*")) {
      return new EntityTags(true, Set.of());
    }
    Set<String> tags = new HashSet<>();
    Matcher element = ELEMENT.matcher(field);
    for (int at = 0; at < field.length(); at = element.end()) {
      if (!element.region(at, field.length()).lookingAt()) {
        return NONE;
      }
      if (element.group(2) != null && (withWeak || element.group(1) == null)) {
        tags.add(element.group(2));
      }
    }
    return new EntityTags(false, tags);
  }

  boolean contain(String tag) {
    return any || tags.contains(tag);
  }
}

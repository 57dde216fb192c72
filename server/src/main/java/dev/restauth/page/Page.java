package dev.restauth.page;

import dev.restauth.crypto.Sha256;
import dev.restauth.http.Answer;
import dev.restauth.http.FieldNames;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page or text that is part of the program, with placeholders such as {@code @ADDRESS@} for
 * values. Immutable.
 *
 * @param text the whole text, with placeholders
 * @param mediaType the media type
 * @param policy the Content-Security-Policy, with the hashes of the page's own script and style, so
 *     that a browser runs no other code (Content Security Policy Level 3, section 2.3.1). Empty if
 *     the page is not HTML
 */
public record Page(String text, String mediaType, Optional<String> policy) {
  private static final Pattern PLACE = Pattern.compile("@[A-Z_]+@");
  private static final Pattern INCLUDE = Pattern.compile("@include ([a-z-]+\\.[a-z]+)@");

  /** Reads a page for browsers from a file beside a class. */
  public static Page html(Class<?> beside, String file) {
    String text = included(read(beside, file));
    return html(text, source("script", text));
  }

  /** Reads a text that is not for browsers. */
  public static Page plain(Class<?> beside, String file) {
    return new Page(read(beside, file), "text/plain; charset=utf-8", Optional.empty());
  }

  private static Page html(String text, String scripts) {
    return new Page(
        text,
        "text/html; charset=utf-8",
        Optional.of(
            "default-src 'none'; "
                + source("style", text)
                + scripts
                + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"));
  }

  /**
   * Returns the policy's directive that allows only the content of this element, which occurs at
   * most once in a page. Returns an empty text if the page has no such element.
   */
  private static String source(String element, String html) {
    Matcher content = Pattern.compile("(?s)<%1$s>(.*?)</%1$s>".formatted(element)).matcher(html);
    return content.find()
        ? element
            + "-src 'sha256-"
            + Base64.getEncoder().encodeToString(Sha256.of(content.group(1)))
            + "'; "
        : "";
  }

  /**
   * Returns an answer with this page.
   *
   * @param values the values, by placeholder, such as {@code @ADDRESS@}
   */
  public Answer answer(int status, Map<String, String> values) {
    Answer answer =
        Answer.text(status, mediaType, filled(values))
            .with(FieldNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
    return policy
        .map(value -> answer.with(FieldNames.CONTENT_SECURITY_POLICY, value))
        .orElse(answer);
  }

  /**
   * Replaces all placeholders in one pass, because a value may contain the text of another
   * placeholder.
   */
  private String filled(Map<String, String> values) {
    return PLACE
        .matcher(text)
        .replaceAll(
            place ->
                Matcher.quoteReplacement(
                    escaped(values.getOrDefault(place.group(), place.group()))));
  }

  private String escaped(String value) {
    return policy.isPresent()
        ? value
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace("\"", "&quot;")
            .replace("'", "&#39;")
        : value;
  }

  /** Inserts the files of this package to which the text refers. */
  private static String included(String text) {
    return INCLUDE
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(read(Page.class, found.group(1)).strip()));
  }

  private static String read(Class<?> beside, String file) {
    return new String(StaticFile.read(beside, file), StandardCharsets.UTF_8);
  }
}

package dev.restauth.web;

import dev.restauth.crypto.Sha256;
import dev.restauth.http.Answer;
import dev.restauth.http.FieldNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page with placeholders for the address of the server and the passwords of its examples.
 *
 * @param text the page with placeholders
 * @param mediaType the media type of the page
 * @param policy the Content-Security-Policy, which allows only the page's own script, by its hash (Content
 *     Security Policy Level 3, section 2.3.1); empty if the page is not HTML
 */
record Page(String text, String mediaType, Optional<String> policy) {
  private static final Pattern PLACE = Pattern.compile("@[A-Z_]+@");
  private static final Pattern SCRIPT = Pattern.compile("(?s)<script>(.*?)</script>");

  /** A word that needs no quotes in a shell. */
  private static final Pattern PLAIN_WORD = Pattern.compile("[\\w:/.,%+~@\\[\\]-]*");

  /** Reads a page for browsers. */
  static Page html(String resource) {
    String text = read(resource);
    return new Page(
        text,
        "text/html; charset=utf-8",
        Optional.of(
            "default-src 'none'; style-src 'unsafe-inline'; "
                + scriptSource(text)
                + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"));
  }

  /** Reads a page of plain text for other clients. */
  static Page plain(String resource) {
    return new Page(read(resource), "text/plain; charset=utf-8", Optional.empty());
  }

  private static String scriptSource(String html) {
    Matcher script = SCRIPT.matcher(html);
    return script.find()
        ? "script-src 'sha256-"
            + Base64.getEncoder().encodeToString(Sha256.of(script.group(1)))
            + "'; "
        : "";
  }

  /**
   * Returns an answer with this page.
   *
   * @param address the URL of the server for clients, without a slash at its end
   */
  Answer answer(int status, String address, ExamplePasswords passwords) {
    String shown =
        PLAIN_WORD.matcher(address).matches() ? address : "'" + address.replace("'", "%27") + "'";
    Map<String, String> values =
        Map.of(
            "@ADDRESS@",
            address,
            "@SERVER@",
            shown,
            "@PASSWORD@",
            passwords.first(),
            "@OTHER_PASSWORD@",
            passwords.other());
    Answer answer =
        Answer.text(status, mediaType, filled(values))
            .with(FieldNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
    return policy
        .map(value -> answer.with(FieldNames.CONTENT_SECURITY_POLICY, value))
        .orElse(answer);
  }

  /** Replaces all placeholders in one pass: a value may contain the text of another placeholder. */
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

  private static String read(String resource) {
    try (InputStream stream = Page.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException(resource + " is missing from the program");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

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
 * A text of the program with places for the address of the server and the passwords of its examples.
 *
 * @param text the whole, with these places
 * @param mediaType of it
 * @param policy which script and style a browser may run: the page's own script alone, known by its hash
 *     (Content Security Policy Level 3, section 2.3.1); empty if it is not HTML
 */
record Page(String text, String mediaType, Optional<String> policy) {
  private static final Pattern PLACE = Pattern.compile("@[A-Z_]+@");
  private static final Pattern SCRIPT = Pattern.compile("(?s)<script>(.*?)</script>");

  /** What a shell reads as it stands. */
  private static final Pattern PLAIN_WORD = Pattern.compile("[\\w:/.,%+~@\\[\\]-]*");

  /** A page for browsers. */
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

  /** The same for everybody else. */
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
   * An answer with this page.
   *
   * @param address where clients reach the server, without a slash at its end
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

  /** In one go: a value may hold what stands for another. */
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
        throw new IllegalStateException(resource + " is missing in the program");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

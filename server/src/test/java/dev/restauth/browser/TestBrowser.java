package dev.restauth.browser;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A browser without scripts. It stores cookies, and sends the forms of pages with their hidden
 * fields. It follows a redirect only if a test requests that.
 */
public final class TestBrowser {
  private static final Pattern FORM = Pattern.compile("<form method=\"post\" action=\"([^\"]*)\"");
  private static final Pattern HIDDEN =
      Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"");

  private final HttpCalls calls;
  private final Map<String, String> cookies = new LinkedHashMap<>();

  public TestBrowser(HttpCalls calls) {
    this.calls = calls;
  }

  /** Returns the value of a cookie. */
  public Optional<String> cookie(String name) {
    return Optional.ofNullable(cookies.get(name));
  }

  /** Stores a cookie, or replaces it. */
  public TestBrowser with(String name, String value) {
    cookies.put(name, value);
    return this;
  }

  public Reply get(String path, String... headers) {
    return stored(calls.get(path, all(headers)));
  }

  /** Sends JSON like a script. */
  public Reply json(String path, String body, String... headers) {
    return stored(calls.post(path, body, all(headers)));
  }

  /** Sends a form. */
  public Reply post(String path, Map<String, String> fields, String... headers) {
    String form =
        fields.entrySet().stream()
            .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&"));
    return stored(calls.form(path, form, all(headers)));
  }

  /** Sends a page's first form with its hidden fields and the given values. */
  public Reply submit(Reply page, Map<String, String> values, String... headers) {
    return submit(page, "", values, headers);
  }

  /** Sends the form whose HTML contains a text, with its hidden fields and the given values. */
  public Reply submit(Reply page, String marker, Map<String, String> values, String... headers) {
    String form = form(page, marker);
    Map<String, String> fields = hidden(form);
    fields.putAll(values);
    return post(action(form), fields, headers);
  }

  /** Returns the HTML of a page's first form that contains a text. */
  public static String form(Reply page, String marker) {
    return Pattern.compile("(?s)<form .*?</form>")
        .matcher(page.body())
        .results()
        .map(MatchResult::group)
        .filter(each -> each.contains(marker))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no form with " + marker + ": " + page.body()));
  }

  public Reply follow(Reply redirect) {
    return get(
        redirect.header("location").orElseThrow(() -> new AssertionError(redirect.toString())));
  }

  /** Returns the path to which a page sends its form. */
  public static String action(Reply page) {
    return action(page.body());
  }

  private static String action(String html) {
    Matcher form = FORM.matcher(html);
    if (!form.find()) {
      throw new AssertionError("no form: " + html);
    }
    return text(form.group(1));
  }

  /** Returns the hidden fields of a page. */
  public static Map<String, String> hidden(Reply page) {
    return hidden(page.body());
  }

  /** Returns the hidden fields of a form. */
  public static Map<String, String> hidden(String html) {
    Map<String, String> fields = new LinkedHashMap<>();
    Matcher field = HIDDEN.matcher(html);
    while (field.find()) {
      fields.put(text(field.group(1)), text(field.group(2)));
    }
    return fields;
  }

  private static String text(String html) {
    return html.replace("&quot;", "\"")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private String[] all(String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    if (!cookies.isEmpty()) {
      all.add(
          "Cookie: "
              + cookies.entrySet().stream()
                  .map(each -> each.getKey() + "=" + each.getValue())
                  .collect(Collectors.joining("; ")));
    }
    return all.toArray(String[]::new);
  }

  private Reply stored(Reply reply) {
    for (String line : reply.all("set-cookie")) {
      String pair = line.split(";", 2)[0];
      String name = pair.substring(0, pair.indexOf('='));
      if (line.contains("Max-Age=0")) {
        cookies.remove(name);
      } else {
        cookies.put(name, pair.substring(pair.indexOf('=') + 1));
      }
    }
    return reply;
  }
}

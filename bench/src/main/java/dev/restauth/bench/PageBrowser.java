package dev.restauth.bench;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The browser of one user, without scripts. It stores cookies, follows redirects, and sends forms.
 * Not thread-safe.
 */
final class PageBrowser {
  private static final Pattern FORM = Pattern.compile("<form[^>]*\\saction=\"([^\"]*)\"");
  private static final Pattern HIDDEN =
      Pattern.compile("<input type=\"hidden\" [^>]*name=\"([^\"]+)\" [^>]*value=\"([^\"]*)\"");
  private static final int REDIRECTS_AT_MOST = 10;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, String> cookies = new LinkedHashMap<>();
  private final String username;

  PageBrowser(String username) {
    this.username = username;
  }

  /** A page. */
  record Page(URI at, String html) {}

  /** Opens a URL. */
  Page open(URI url) throws IOException, InterruptedException {
    return new Page(url, expect(200, send(HttpRequest.newBuilder(url).GET())).body());
  }

  /**
   * Opens a URL, and follows the redirects to the client. If a page has a form, sends the form: on
   * the log-in page, this logs in.
   *
   * @return the client's URL to which the server finally redirects the browser
   */
  URI arrive(URI url, String redirectUri) throws IOException, InterruptedException {
    URI at = url;
    HttpResponse<String> response = send(HttpRequest.newBuilder(at).GET());
    for (int i = 0; i < REDIRECTS_AT_MOST; i++) {
      if (response.statusCode() == 200) {
        response = submit(new Page(at, response.body()));
      }
      Optional<String> location = response.headers().firstValue("Location");
      if (location.isEmpty()) {
        throw new IOException(response.statusCode() + " at " + at);
      }
      at = at.resolve(location.get());
      if (at.toString().startsWith(redirectUri)) {
        return at;
      }
      response = send(HttpRequest.newBuilder(at).GET());
    }
    throw new IOException("ended at " + at + " with " + response.statusCode());
  }

  /** Sends the form of a page. Fills in name and password if the page asks for them. */
  HttpResponse<String> submit(Page page) throws IOException, InterruptedException {
    return send(form(page));
  }

  /** Returns the request that sends the form of a page. */
  private HttpRequest.Builder form(Page page) throws IOException {
    Matcher action = FORM.matcher(page.html());
    if (!action.find()) {
      throw new IOException("no form at " + page.at());
    }
    Map<String, String> fields = new LinkedHashMap<>();
    Matcher hidden = HIDDEN.matcher(page.html());
    while (hidden.find()) {
      fields.put(text(hidden.group(1)), text(hidden.group(2)));
    }
    if (page.html().contains("name=\"password\"")) {
      fields.put("username", username);
      fields.put("password", "python");
    }
    String body =
        fields.entrySet().stream()
            .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&"));
    return HttpRequest.newBuilder(page.at().resolve(text(action.group(1))))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(body));
  }

  /** Sends a request as a program would, without cookies, and returns the body of the answer. */
  String call(HttpRequest request) throws IOException, InterruptedException {
    return expect(200, http.send(request, BodyHandlers.ofString())).body();
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    if (!cookies.isEmpty()) {
      request.header(
          "Cookie",
          cookies.entrySet().stream()
              .map(each -> each.getKey() + "=" + each.getValue())
              .collect(Collectors.joining("; ")));
    }
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    for (String line : response.headers().allValues("Set-Cookie")) {
      String[] pair = line.split(";", 2)[0].split("=", 2);
      if (line.contains("Max-Age=0")) {
        cookies.remove(pair[0]);
      } else {
        cookies.put(pair[0], pair[1]);
      }
    }
    return response;
  }

  private static HttpResponse<String> expect(int status, HttpResponse<String> response)
      throws IOException {
    if (response.statusCode() != status) {
      throw new IOException("got " + response.statusCode() + " " + response.body());
    }
    return response;
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String text(String html) {
    return html.replace("&#34;", "\"")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
  }
}

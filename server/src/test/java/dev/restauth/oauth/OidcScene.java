package dev.restauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.client.TestClients;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Browsers and OAuth clients at a server with the public URL {@value #ISSUER}. The accounts have
 * the password {@code python}.
 */
public record OidcScene(TestServer server) {
  public static final String ISSUER = "https://auth.example.com";

  /** The settings of the server. */
  public static final Map<String, String> SETTINGS = Map.of("public-url", ISSUER);

  public static final String PASSWORD = "python";

  /** A confidential client on a web server. */
  public static final String WEB = "webapp";

  public static final String CALLBACK = "https://app.example.com/callback";

  /** The verifier and the challenge of RFC 7636, appendix B. */
  public static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

  public static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

  private static final Pattern HIDDEN =
      Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\">");

  /** Registers the client {@link #WEB}, and returns its secret. */
  public String addWeb() {
    return clients()
        .add(
            WEB,
            "{'redirect_uris':['%s'],'grant_types':['authorization_code','refresh_token']}"
                .formatted(CALLBACK));
  }

  public TestClients clients() {
    return new TestClients(server);
  }

  /** Returns the parameters of a valid request of {@link #WEB}. */
  public static Map<String, String> request() {
    return request(WEB, CALLBACK);
  }

  /** Returns the parameters of a valid request. */
  public static Map<String, String> request(String clientId, String redirectUri) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("response_type", "code");
    parameters.put("client_id", clientId);
    parameters.put("redirect_uri", redirectUri);
    parameters.put("scope", "openid profile");
    parameters.put("state", "a state");
    parameters.put("nonce", "a nonce");
    parameters.put("code_challenge", CHALLENGE);
    parameters.put("code_challenge_method", "S256");
    return parameters;
  }

  /** Returns parameters with some of them changed. A parameter without a value is removed. */
  public static Map<String, String> with(Map<String, String> parameters, String... changes) {
    Map<String, String> changed = new LinkedHashMap<>(parameters);
    for (int i = 0; i < changes.length; i += 2) {
      if (changes[i + 1].isEmpty()) {
        changed.remove(changes[i]);
      } else {
        changed.put(changes[i], changes[i + 1]);
      }
    }
    return changed;
  }

  /** Returns the path and query of a request. */
  public static String url(Map<String, String> parameters) {
    return "/oauth/authorize?" + encoded(parameters);
  }

  public static String encoded(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(each -> each.getKey() + "=" + encoded(each.getValue()))
        .collect(Collectors.joining("&"));
  }

  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Returns the parameters of a query. */
  public static Map<String, String> query(String url) {
    Map<String, String> parameters = new TreeMap<>();
    for (String pair : URI.create(url).getRawQuery().split("&", -1)) {
      String[] parts = pair.split("=", 2);
      parameters.put(
          URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
          URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return parameters;
  }

  /** Returns the URL to which a response redirects the browser. */
  public static String location(Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(303);
    return reply.header("location").orElseThrow();
  }

  /** Returns the hidden fields of the form on a page. */
  public static Map<String, String> hidden(Reply page) {
    Map<String, String> fields = new LinkedHashMap<>();
    Matcher found = HIDDEN.matcher(page.body());
    while (found.find()) {
      fields.put(found.group(1), unescaped(found.group(2)));
    }
    return fields;
  }

  private static String unescaped(String html) {
    return html.replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
  }

  /** Returns a browser without cookies. */
  public Browser browser() {
    return new Browser(new LinkedHashMap<>());
  }

  /** Returns a browser in which a user has logged in. */
  public Browser browser(String username) {
    Browser browser = browser();
    var _ = browser.logIn(browser.get("/login"), username);
    return browser;
  }

  /** Returns a browser at this server that shares the cookies of a browser at another server. */
  public Browser same(Browser elsewhere) {
    return new Browser(elsewhere.cookies);
  }

  /** A browser that stores cookies and sends them. */
  public final class Browser {
    private final Map<String, String> cookies;

    private Browser(Map<String, String> cookies) {
      this.cookies = cookies;
    }

    /** Returns the cookies by name. */
    public Map<String, String> cookies() {
      return cookies;
    }

    /** Opens a path, or a URL of the server. */
    public Reply get(String url, String... headers) {
      return call("GET", url, Optional.empty(), headers);
    }

    public Reply call(String method, String url, Optional<String> body, String... headers) {
      List<String> all = new ArrayList<>(List.of(headers));
      if (!cookies.isEmpty()) {
        all.add(
            "Cookie: "
                + cookies.entrySet().stream()
                    .map(each -> each.getKey() + "=" + each.getValue())
                    .collect(Collectors.joining("; ")));
      }
      Reply reply =
          server.calls().call(method, url.replace(ISSUER, ""), body, all.toArray(String[]::new));
      reply.all("set-cookie").forEach(this::store);
      return reply;
    }

    private void store(String line) {
      String[] pair = line.split(";", 2)[0].split("=", 2);
      if (line.contains("Max-Age=0")) {
        cookies.remove(pair[0]);
      } else {
        cookies.put(pair[0], pair[1]);
      }
    }

    /** Sends a form. */
    public Reply form(String path, Map<String, String> fields, String... headers) {
      List<String> all = new ArrayList<>(List.of(headers));
      all.add("Content-Type: application/x-www-form-urlencoded");
      return call("POST", path, Optional.of(encoded(fields)), all.toArray(String[]::new));
    }

    /** Fills in the page for name and password. */
    public Reply logIn(Reply page, String username) {
      assertThat(page.status()).as(page.body()).isEqualTo(200);
      return form(
          "/login",
          with(hidden(page), "username", username, "password", PASSWORD, "decision", "sign-in"));
    }

    /**
     * Sends a request, logs in on the page to which the server redirects, and follows the next
     * redirect.
     */
    public Reply logInFor(Map<String, String> request, String username) {
      String login = location(get(url(request)));
      assertThat(login).startsWith("/login?request=");
      return get(location(logIn(get(login), username)));
    }

    /** Opens the consent page, and presses a button. */
    public Reply decide(String consent, String decision) {
      Reply page = get(consent);
      assertThat(page.status()).as(page.body()).isEqualTo(200);
      return form("/consent", with(hidden(page), "decision", decision));
    }

    /**
     * Sends a request, and consents if the server asks. Returns the parameters that the client
     * receives.
     */
    public Map<String, String> allow(Map<String, String> request) {
      Reply reply = get(url(request));
      return query(
          location(reply).startsWith("/consent")
              ? location(decide(location(reply), "allow"))
              : location(reply));
    }

    /** Returns the code that a client receives for a request, to which the user consents. */
    public String code(Map<String, String> request) {
      return Optional.ofNullable(allow(request).get("code")).orElseThrow();
    }
  }
}

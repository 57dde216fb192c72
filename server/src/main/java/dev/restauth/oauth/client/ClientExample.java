package dev.restauth.oauth.client;

import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Small complete applications that log in their users with this server. {@code restauth client
 * create --example} prints one of them.
 */
enum ClientExample {
  FLASK("example-flask.py.txt", "http://127.0.0.1:5001/callback", false),
  EXPRESS("example-express.mjs.txt", "http://127.0.0.1:3000/callback", false),
  SPRING("example-spring.txt", "http://127.0.0.1:8080/login/oauth2/code/restauth", false),
  BROWSER("example-browser.html.txt", "http://127.0.0.1:8000/", true);

  /** URIs without characters that have a special meaning in any of the examples' languages. */
  private static final Pattern PLAIN =
      Pattern.compile("(https?://[A-Za-z0-9.\\-\\[\\]]+(?::([0-9]+))?)(/[A-Za-z0-9/._~-]*)");

  private final String file;
  private final String redirectUri;
  private final boolean inBrowser;

  ClientExample(String file, String redirectUri, boolean inBrowser) {
    this.file = file;
    this.redirectUri = redirectUri;
    this.inBrowser = inBrowser;
  }

  /** Finds an example by its name on the command line. */
  static Optional<ClientExample> find(String word) {
    return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
  }

  static String words() {
    return Arrays.stream(values()).map(ClientExample::word).collect(Collectors.joining(", "));
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the metadata of a client for this example: the given metadata, completed with the
   * metadata that the example requires.
   *
   * @throws InvalidMetadata if the example does not support the redirect URI
   */
  JsonObject completed(JsonObject given) {
    Map<String, JsonValue> members = new LinkedHashMap<>(given.members());
    members.putIfAbsent(ClientMetadata.REDIRECT_URIS, list(redirectUri));
    Matcher uri = parts(first(members));
    String home = inBrowser ? uri.group() : uri.group(1) + "/";
    members.putIfAbsent(ClientMetadata.POST_LOGOUT_REDIRECT_URIS, list(home));
    if (inBrowser) {
      members.putIfAbsent(
          ClientMetadata.AUTHENTICATION,
          new JsonValue.Text(Client.AuthenticationMethod.NONE.text()));
      members.putIfAbsent(ClientMetadata.ORIGINS, list(uri.group(1)));
    }
    return new JsonObject(members);
  }

  /**
   * Returns the lines of the application's source.
   *
   * @param metadata the result of {@link #completed}
   */
  List<String> lines(String clientId, JsonObject metadata, String issuer) {
    Matcher uri = parts(first(metadata.members()));
    String port = Optional.ofNullable(uri.group(2)).orElse("8000"); // no port: behind a proxy
    return text()
        .replace("@CLIENT_ID@", clientId)
        .replace("@ISSUER@", issuer)
        .replace("@REDIRECT_URI@", uri.group())
        .replace("@ORIGIN@", uri.group(1))
        .replace("@PATH@", uri.group(3))
        .replace("@PORT@", port)
        .lines()
        .toList();
  }

  /** Returns whether an issuer is the URL of a server and can be printed in an example. */
  static boolean takes(String issuer) {
    return PLAIN.matcher(issuer + "/").matches();
  }

  private static Matcher parts(String uri) {
    Matcher parts = PLAIN.matcher(uri);
    if (!parts.matches()) {
      throw new InvalidMetadata(
          ClientMetadata.REDIRECT_URIS,
          "must begin, for an example, with an http or https URL of letters, digits, '/', '.', '_', '~' and '-'");
    }
    return parts;
  }

  private static String first(Map<String, JsonValue> members) {
    return members.get(ClientMetadata.REDIRECT_URIS) instanceof JsonValue.Array(var items)
            && !items.isEmpty()
            && items.getFirst() instanceof JsonValue.Text(String text)
        ? text
        : "";
  }

  private static JsonValue list(String text) {
    return new JsonValue.Array(List.of(new JsonValue.Text(text)));
  }

  private String text() {
    try (InputStream stream = ClientExample.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalStateException(file + " is missing from the program");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

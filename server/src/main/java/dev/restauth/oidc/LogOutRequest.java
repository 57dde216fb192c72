package dev.restauth.oidc;

import dev.restauth.http.Form;
import dev.restauth.language.Language;
import dev.restauth.oauth.client.Client;
import dev.restauth.oauth.client.Clients;
import dev.restauth.oidc.IdTokenReader.Hint;
import dev.restauth.page.Pages;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A request to log out (OpenID Connect RP-Initiated Logout section 2). Anybody can make a user's
 * browser send such a request. The request therefore only decides to which URL the browser
 * continues after the user has agreed to log out. Immutable.
 *
 * @param parameters the parameters that were given exactly once and are not empty
 */
record LogOutRequest(Map<String, String> parameters) {
  private static final String ID_TOKEN_HINT = "id_token_hint";
  private static final String CLIENT_ID = "client_id";
  private static final String REDIRECT_URI = "post_logout_redirect_uri";
  private static final String STATE = "state";
  private static final String[] NAMES = {
    ID_TOKEN_HINT, "logout_hint", CLIENT_ID, REDIRECT_URI, STATE, Pages.REQUESTED
  };

  /**
   * Reads a request. A parameter that occurs twice counts as missing. Unknown parameters are
   * ignored.
   */
  static LogOutRequest read(Optional<Form> sent) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String name : NAMES) {
      sent.flatMap(form -> form.one(name)).ifPresent(value -> parameters.put(name, value));
    }
    return new LogOutRequest(parameters);
  }

  /**
   * Returns the request without its {@code client_id}, if the id is not registered. A client may
   * have sent a secret in place of the id, and the secret must not appear in logs and browser
   * histories.
   */
  LogOutRequest ofRegistered(Clients clients) {
    Map<String, String> left = new LinkedHashMap<>(parameters);
    if (find(CLIENT_ID).flatMap(clients::find).isEmpty()) {
      left.remove(CLIENT_ID);
    }
    return new LogOutRequest(left);
  }

  /**
   * Returns the request as a query, with the question mark; "" if the request has no parameters.
   */
  String query() {
    return parameters.isEmpty()
        ? ""
        : parameters.entrySet().stream()
            .map(each -> each.getKey() + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&", "?", ""));
  }

  /** Returns the languages that the client requests, as a list of BCP 47 language tags. */
  Optional<String> locales() {
    return find(Pages.REQUESTED).map(Language::listOf);
  }

  /** Returns whether the request contains a URL to which the browser should continue. */
  boolean wantsRedirect() {
    return parameters.containsKey(REDIRECT_URI);
  }

  /**
   * Returns the URL to which the browser continues, including the state. The URL must be
   * registered, with exactly the same text, for the client that the hint or {@code client_id}
   * names. Empty if there is no such URL, if the hint is not valid, or if the hint and {@code
   * client_id} name different clients (sections 2 and 3).
   */
  Optional<String> redirect(Clients clients, IdTokenReader hints) {
    Optional<String> hint = find(ID_TOKEN_HINT);
    Optional<Hint> read = hint.flatMap(hints::read);
    Optional<String> named = find(CLIENT_ID);
    Optional<String> issuedTo = read.map(Hint::clientId);
    if ((hint.isPresent() && read.isEmpty())
        || (named.isPresent() && issuedTo.isPresent() && !named.equals(issuedTo))) {
      return Optional.empty();
    }
    return issuedTo.or(() -> named).flatMap(clients::find).flatMap(this::redirectOf);
  }

  private Optional<String> redirectOf(Client client) {
    return find(REDIRECT_URI)
        .filter(client.postLogoutRedirectUris()::contains)
        .map(uri -> find(STATE).map(state -> withState(uri, state)).orElse(uri));
  }

  private static String withState(String uri, String state) {
    return uri + (uri.indexOf('?') < 0 ? "?" : "&") + STATE + "=" + encoded(state);
  }

  private Optional<String> find(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Returns only the names of the parameters. */
  @Override
  public String toString() {
    return "LogOutRequest" + parameters.keySet();
  }
}

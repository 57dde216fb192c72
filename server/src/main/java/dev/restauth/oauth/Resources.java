package dev.restauth.oauth;

import dev.restauth.http.Form;
import dev.restauth.oauth.client.Client;
import dev.restauth.token.ClientTokenIssuer;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The resources that a client requests. They become the audience of its token (RFC 8707). */
public final class Resources {
  /** The name of the parameter, which may be repeated. */
  public static final String PARAMETER = "resource";

  private Resources() {}

  /**
   * Reads the resources in a request, and returns them in their registered spelling.
   *
   * @return the resources; empty if there are none
   * @throws OauthException with {@code invalid_target} if a resource is not registered for the
   *     client
   */
  static List<String> read(Form form, Client client) {
    List<String> asked = form.all(PARAMETER).stream().filter(each -> !each.isEmpty()).toList();
    return registered(asked, client)
        .orElseThrow(
            () ->
                OauthError.INVALID_TARGET.because(
                    "A resource that was asked for is not registered for this client, or there are"
                        + " too many."));
  }

  /**
   * Returns resources in their registered spelling. Returns empty if one of them is not registered
   * for the client, or if they do not fit into a token.
   */
  public static Optional<List<String>> registered(List<String> asked, Client client) {
    Set<String> found = new LinkedHashSet<>();
    for (String each : asked) {
      Optional<String> known =
          client.resources().stream().filter(one -> normal(one).equals(normal(each))).findFirst();
      if (known.isEmpty()) {
        return Optional.empty();
      }
      found.add(known.get());
    }
    return String.join(" ", found).length() <= ClientTokenIssuer.AUDIENCE_AT_MOST
        ? Optional.of(List.copyOf(found))
        : Optional.empty();
  }

  /**
   * Returns the audience of a token.
   *
   * @param asked the resources of the token request
   * @param granted the resources of the session, separated by spaces; empty if the session is not
   *     limited to resources
   * @param otherwise the audience if the client has no resources
   * @return the audience; empty if a requested resource was not granted, or if none of the granted
   *     resources is still registered for the client
   */
  static Optional<List<String>> audience(
      List<String> asked, Optional<String> granted, Client client, String otherwise) {
    if (!areGranted(asked, granted, client)) {
      return Optional.empty();
    }
    if (!asked.isEmpty()) {
      return Optional.of(asked);
    }
    return Optional.of(
        granted
            .map(text -> left(text, client))
            .orElseGet(() -> List.of(client.resources().stream().findFirst().orElse(otherwise))));
  }

  /**
   * Returns whether the requested resources were granted to a session. If the request names no
   * resource, one granted resource suffices. A resource that is no longer registered for the client
   * does not count.
   *
   * @param granted the resources of the session, separated by spaces; empty if the session is not
   *     limited to resources
   */
  public static boolean areGranted(List<String> asked, Optional<String> granted, Client client) {
    return granted
        .map(text -> left(text, client))
        .map(left -> !left.isEmpty() && left.containsAll(asked))
        .orElse(true);
  }

  private static List<String> left(String granted, Client client) {
    return Stream.of(granted.split(" ")).filter(client.resources()::contains).toList();
  }

  /** Returns a URI with its scheme and host in lower case (RFC 3986 section 6.2.2.1). */
  private static String normal(String text) {
    try {
      URI uri = new URI(text);
      String authority = uri.getRawAuthority();
      return uri.getScheme() == null || authority == null
          ? text
          : uri.getScheme().toLowerCase(Locale.ROOT)
              + "://"
              + authority.toLowerCase(Locale.ROOT)
              + text.substring(uri.getScheme().length() + "://".length() + authority.length());
    } catch (URISyntaxException e) {
      return text;
    }
  }
}

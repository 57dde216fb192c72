package dev.restauth.oauth.client;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;

/**
 * Compares the redirect URI in a request with the registered redirect URIs of the client. The URIs
 * must be equal as strings, except that any port is allowed for loopback addresses (RFC 9700
 * section 4.1.3, RFC 8252 section 7.3).
 */
public final class RedirectUris {
  private static final String LOCALHOST = "http://localhost";

  private RedirectUris() {}

  /** The kind of target to which a redirect URI leads. */
  public enum Target {
    /** A web server, whose certificate proves its name. */
    WEB,
    /** A port on the user's machine, which any program on that machine can open. */
    LOOPBACK,
    /** An app, with a URI scheme that any other app can claim. */
    APP
  }

  /**
   * The redirect URI of a request.
   *
   * @param uri the URI; for a loopback address, it contains the port from the request
   * @param given whether the request contained the URI
   */
  public record Match(String uri, boolean given, Target target) {
    /**
     * Returns whether another program can impersonate the client at this URI (RFC 8252 section
     * 8.6). If so, the user is always asked for consent.
     */
    public boolean canBeImpersonated() {
      return target != Target.WEB;
    }
  }

  /**
   * Finds the redirect URI of a request.
   *
   * @param asked the URI in the request, which is optional if the client has exactly one redirect
   *     URI
   * @return the redirect URI; empty if the URI in the request is not registered for the client, or
   *     if the request contains none and the client does not have exactly one
   */
  public static Optional<Match> match(Client client, Optional<String> asked) {
    List<String> registered = client.redirectUris();
    if (asked.isEmpty()) {
      return registered.size() == 1
          ? Optional.of(new Match(registered.getFirst(), false, target(registered.getFirst())))
          : Optional.empty();
    }
    return registered.stream().anyMatch(uri -> isSame(uri, asked.get()))
        ? Optional.of(new Match(asked.get(), true, target(asked.get())))
        : Optional.empty();
  }

  private static boolean isSame(String registered, String asked) {
    return registered.equals(asked) || isSameLoopback(registered, asked);
  }

  private static boolean isSameLoopback(String registered, String asked) {
    if (asked.length() > RedirectUri.LENGTH_AT_MOST) {
      return false;
    }
    Matcher mine = RedirectUri.LOOPBACK.matcher(registered);
    Matcher theirs = RedirectUri.LOOPBACK.matcher(asked);
    return mine.matches()
        && theirs.matches()
        && RedirectUri.isPort(theirs.group(2))
        && mine.group(1).equals(theirs.group(1))
        && mine.group(3).equals(theirs.group(3));
  }

  private static Target target(String uri) {
    if (uri.startsWith("https://")) {
      return Target.WEB;
    }
    return uri.startsWith("http://") ? Target.LOOPBACK : Target.APP;
  }

  /**
   * Returns a note for the operator or administrator who registers these URIs; empty if none is
   * necessary.
   */
  public static Optional<String> note(List<String> uris) {
    return uris.stream().anyMatch(uri -> uri.startsWith(LOCALHOST))
        ? Optional.of(
            "localhost may lead to another address than the app listens on: prefer 127.0.0.1 or [::1].")
        : Optional.empty();
  }
}

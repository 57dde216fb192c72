package dev.restauth.oauth.client;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An application that logs in its users with this server (RFC 6749 section 2). Immutable.
 *
 * @param id the unique id, which consists of letters, digits, {@code -}, {@code _} and {@code .}.
 *     It begins with a letter, so that it is never the id of an account
 * @param name the name, for users
 * @param kind whether the client can protect a secret
 * @param firstParty whether the client belongs to the operator; users are then asked for consent
 *     only if the client requests it, or if another program could impersonate the client
 * @param authentication the method with which the client authenticates at the token endpoint
 * @param redirectUris the URIs to which the server may redirect users with a code
 * @param postLogoutRedirectUris the URIs to which the server may redirect users after a log-out
 * @param backchannelLogoutUri the URI at which the client receives logout tokens
 * @param initiateLoginUri the URI at which the client begins a log-in that another site has
 *     requested
 * @param pkceRequired whether each authorization request of the client must have a code challenge
 *     (RFC 7636)
 * @param grantTypes the grants that the client may use, such as {@code authorization_code}
 * @param scopes the scopes that the client may request
 * @param resources the audiences that the client may request (RFC 8707)
 * @param jwks the client's public keys as the text of a JWK set, if the keys are registered
 * @param jwksUri the URL of the client's public keys, if the URL is registered instead
 * @param idTokenAlgorithm the JWS algorithm of the client's ID tokens, such as {@code RS256}
 * @param userinfoAlgorithm the JWS algorithm of the client's userinfo answers; empty for unsigned
 *     JSON
 * @param origins the web origins whose scripts may call the OAuth endpoints
 * @param generation the number of times that all of the client's tokens were revoked
 */
public record Client(
    String id,
    String name,
    Kind kind,
    boolean firstParty,
    AuthenticationMethod authentication,
    List<String> redirectUris,
    List<String> postLogoutRedirectUris,
    Optional<URI> backchannelLogoutUri,
    Optional<URI> initiateLoginUri,
    boolean pkceRequired,
    Set<String> grantTypes,
    Set<String> scopes,
    List<String> resources,
    Optional<String> jwks,
    Optional<URI> jwksUri,
    String idTokenAlgorithm,
    Optional<String> userinfoAlgorithm,
    Set<String> origins,
    long generation) {
  /** Copies the collections. */
  public Client {
    redirectUris = List.copyOf(redirectUris);
    postLogoutRedirectUris = List.copyOf(postLogoutRedirectUris);
    grantTypes = Set.copyOf(grantTypes);
    scopes = Set.copyOf(scopes);
    resources = List.copyOf(resources);
    origins = Set.copyOf(origins);
  }

  /** Kinds of clients (RFC 6749 section 2.1). */
  public enum Kind {
    /** A client that cannot protect a secret, such as an app or a page. */
    PUBLIC,
    /** A client that can protect a secret, such as a server. */
    CONFIDENTIAL
  }

  /** Ways in which a client authenticates (OpenID Connect Core section 9). */
  public enum AuthenticationMethod {
    /** No authentication, for public clients. */
    NONE("none"),
    /** The client's secret, as the password of HTTP Basic. */
    CLIENT_SECRET_BASIC("client_secret_basic"),
    /** The client's secret, in the form. */
    CLIENT_SECRET_POST("client_secret_post"),
    /** An assertion that the client signs. */
    PRIVATE_KEY_JWT("private_key_jwt");

    private final String text;

    AuthenticationMethod(String text) {
      this.text = text;
    }

    /** Returns the name of the method, as registered for OAuth. */
    public String text() {
      return text;
    }
  }
}

package dev.restauth.oauth.client;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An application that logs in its users with this server (RFC 6749 section 2). Immutable.
 *
 * @param id its id, unique: letters, digits, {@code -}, {@code _} and {@code .}; begins with a letter, so that it is never the
 *     id of an account
 * @param name its name, for users
 * @param kind whether the client can protect a secret
 * @param firstParty whether the client belongs to the operator, so that the server does not ask users for consent
 * @param authentication how the client authenticates at the token endpoint
 * @param redirectUris the addresses to which the server may redirect users with a code
 * @param postLogoutRedirectUris the addresses to which the server may redirect users after a log-out
 * @param backchannelLogoutUri the address at which the client receives logout tokens
 * @param initiateLoginUri the address at which the client begins a log-in that another site requested
 * @param pkceRequired whether each authorization request of the client requires a code challenge (RFC 7636)
 * @param grantTypes the grants that the client may use, such as {@code authorization_code}
 * @param scopes the scopes that the client may request
 * @param resources the audiences that the client may request (RFC 8707)
 * @param jwks its public keys as the text of a JWK set, if they are registered
 * @param jwksUri the URL of its public keys, if the URL is registered instead
 * @param idTokenAlgorithm the JWS algorithm of its ID tokens, such as {@code RS256}
 * @param userinfoAlgorithm the JWS algorithm of its userinfo answers; empty for JSON
 * @param origins the web origins whose scripts may call the token endpoint and userinfo
 * @param generation counts how often all the client's tokens were revoked
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
    /** No authentication, since the client is public. */
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

    /** Returns its registered name. */
    public String text() {
      return text;
    }
  }
}

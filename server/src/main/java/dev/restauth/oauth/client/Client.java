package dev.restauth.oauth.client;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An application that logs its users in here (RFC 6749 section 2). Immutable.
 *
 * @param id its id, unique: letters, digits, {@code -}, {@code _} and {@code .}; it begins with a letter, so that it is never
 *     the id of an account
 * @param name its name, for users
 * @param kind whether it can keep a secret
 * @param firstParty whether it belongs to the operator: users are not asked for consent
 * @param authentication how it authenticates at the token endpoint
 * @param redirectUris where its users may be sent with a code
 * @param postLogoutRedirectUris where they may be sent after a log-out
 * @param backchannelLogoutUri where it receives logout tokens
 * @param initiateLoginUri where it begins a log-in that another site asked for
 * @param pkceRequired whether each of its requests needs a code challenge (RFC 7636)
 * @param grantTypes the grants that it may use, such as {@code authorization_code}
 * @param scopes the scopes that it may ask for
 * @param resources the audiences that it may ask for (RFC 8707)
 * @param jwks its public keys as the text of a JWK set, if they are registered
 * @param jwksUri the URL of its public keys, if that is registered instead
 * @param idTokenAlgorithm the JWS algorithm of its ID tokens, such as {@code RS256}
 * @param userinfoAlgorithm the JWS algorithm of its userinfo answers; empty for JSON
 * @param origins the web origins whose scripts may call the token endpoint and userinfo
 * @param generation the number of times that all its tokens were revoked
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
    /** One that cannot keep a secret, such as an app or a page. */
    PUBLIC,
    /** One that can, such as a server. */
    CONFIDENTIAL
  }

  /** Ways in which a client authenticates (OpenID Connect Core section 9). */
  public enum AuthenticationMethod {
    /** Nothing, since it is public. */
    NONE("none"),
    /** Its secret as the password of HTTP Basic. */
    CLIENT_SECRET_BASIC("client_secret_basic"),
    /** Its secret in the form. */
    CLIENT_SECRET_POST("client_secret_post"),
    /** An assertion that it signs. */
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

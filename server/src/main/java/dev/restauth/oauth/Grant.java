package dev.restauth.oauth;

import dev.restauth.event.Network;
import dev.restauth.oauth.client.Client;
import dev.restauth.session.LiveSession;
import dev.restauth.session.Sessions.Sender;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A grant type (RFC 6749 section 1.3). {@link TokenEndpoint} performs the steps that all grants
 * have in common. A grant only checks the presented credential and uses it up. Thread-safe.
 */
public interface Grant {

  /** Returns the value of the parameter {@code grant_type}. */
  String type();

  /** Returns the names of the parameters that this grant requires, such as {@code code}. */
  Set<String> parameters();

  /** Returns the names of the parameters that are optional for this grant. */
  default Set<String> optional() {
    return Set.of();
  }

  /** Checks a request. Uses up the presented credential if a token may be issued. */
  Outcome redeem(Request request);

  /**
   * A client's request for a token.
   *
   * @param client either a registered client, which was authenticated and may use this grant, or
   *     {@link OwnClient}
   * @param parameters the required parameters, and the optional parameters that were sent; no value
   *     is empty
   * @param scope the requested scopes of the token; empty for all granted scopes
   * @param resources the requested audience, which must be registered for the client; empty for the
   *     granted audience
   * @param sender the sender of the request
   * @param from the client's network
   */
  record Request(
      Client client,
      Map<String, String> parameters,
      Optional<Set<String>> scope,
      List<String> resources,
      Sender sender,
      Network from) {
    /** Copies the collections. */
    public Request {
      parameters = Map.copyOf(parameters);
      resources = List.copyOf(resources);
    }

    /** Returns a required parameter of the grant. */
    public String parameter(String name) {
      return find(name).orElseThrow();
    }

    /** Returns a parameter of the grant, if it was sent. */
    public Optional<String> find(String name) {
      return Optional.ofNullable(parameters.get(name));
    }

    /** Returns a text without the parameters, which are secrets. */
    @Override
    public String toString() {
      return "Request[clientId=" + client.id() + ", scope=" + scope + "]";
    }
  }

  /** The result of a request. */
  sealed interface Outcome {
    /**
     * A token may be issued.
     *
     * @param session the session to which the token will belong
     * @param refreshToken the refresh token to issue together with the access token
     * @param nonce the nonce for the ID token, if the session has the scope {@code openid}
     */
    record Granted(LiveSession session, Optional<String> refreshToken, Optional<String> nonce)
        implements Outcome {
      /**
       * Grants a token and, if the session has the scope {@code openid}, an ID token without a
       * nonce.
       */
      public Granted(LiveSession session, Optional<String> refreshToken) {
        this(session, refreshToken, Optional.empty());
      }

      /** Returns a text without the token. */
      @Override
      public String toString() {
        return "Granted[session=" + session + "]";
      }
    }

    /**
     * A token may be issued to a client that acts for itself.
     *
     * @param scope the scopes of the token
     */
    record GrantedToClient(Set<String> scope) implements Outcome {}

    /**
     * The request is refused, and no credential is used up.
     *
     * @param error the error, in most cases {@code invalid_grant}
     * @param why a description for developers, as in {@link OauthError#because}
     */
    record Refused(OauthError error, String why) implements Outcome {}
  }
}

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
 * share; a grant only checks the presented credential. Thread-safe.
 */
public interface Grant {

  /** Returns the value of the parameter {@code grant_type}. */
  String type();

  /** Returns the required parameters, besides the parameters of all grants. */
  Set<String> parameters();

  /** Returns the optional parameters. */
  default Set<String> optional() {
    return Set.of();
  }

  /** Checks a request. If it is granted, the presented credential is used up. */
  Outcome redeem(Request request);

  /**
   * A request of a client.
   *
   * @param client the client: registered and authenticated, and allowed to use this grant, or {@link OwnClient}
   * @param parameters all parameters that {@link #parameters} names, and those of {@link #optional} that were sent, none
   *     empty
   * @param scope the requested scopes of the token; empty for all that are granted
   * @param resources the requested audience, all registered for the client; empty for what was granted
   * @param sender where the request came from
   * @param from the network of the client
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

    /** Returns one of the grant's required parameters. */
    public String parameter(String name) {
      return find(name).orElseThrow();
    }

    /** Returns one of the grant's parameters, if it was sent. */
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
     * @param session the session to issue it in
     * @param refreshToken the refresh token to issue with it
     * @param nonce the nonce for the ID token, if the session has the scope {@code openid}
     */
    record Granted(LiveSession session, Optional<String> refreshToken, Optional<String> nonce)
        implements Outcome {
      /** Grants a token, and an ID token without a nonce. */
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
     * A token may be issued to the client, which acts for itself.
     *
     * @param scope the scopes of the token
     */
    record GrantedToClient(Set<String> scope) implements Outcome {}

    /**
     * The request is refused, and nothing is used up.
     *
     * @param error the error, in most cases {@code invalid_grant}
     * @param why a description for developers, as in {@link OauthError#because}
     */
    record Refused(OauthError error, String why) implements Outcome {}
  }
}

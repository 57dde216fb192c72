package dev.restauth.oauth;

import dev.restauth.event.Network;
import dev.restauth.session.LiveSession;
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

  /** Checks a request. If it is granted, the presented credential is used up. */
  Outcome redeem(Request request);

  /**
   * A request of a client.
   *
   * @param clientId the client: registered and, if it has a secret, authenticated
   * @param parameters all parameters that {@link #parameters} names, none empty
   * @param scope the requested scopes of the token; empty for all that are granted
   * @param from the network of the client
   */
  record Request(
      String clientId, Map<String, String> parameters, Optional<Set<String>> scope, Network from) {
    /** Returns one of the grant's parameters. */
    public String parameter(String name) {
      return Optional.ofNullable(parameters.get(name)).orElseThrow();
    }

    /** Returns a text without the parameters, which are secrets. */
    @Override
    public String toString() {
      return "Request[clientId=" + clientId + ", scope=" + scope + "]";
    }
  }

  /** The result of a request. */
  sealed interface Outcome {
    /**
     * A token may be issued.
     *
     * @param session the session to issue it in
     * @param refreshToken the refresh token to issue with it
     */
    record Granted(LiveSession session, Optional<String> refreshToken) implements Outcome {
      /** Returns a text without the token. */
      @Override
      public String toString() {
        return "Granted[session=" + session + "]";
      }
    }

    /**
     * The request is refused, and nothing is used up.
     *
     * @param error the error, in most cases {@code invalid_grant}
     * @param why a description for developers, as in {@link OauthError#because}
     */
    record Refused(OauthError error, String why) implements Outcome {}
  }
}

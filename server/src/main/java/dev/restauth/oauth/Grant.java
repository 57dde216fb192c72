package dev.restauth.oauth;

import dev.restauth.event.Network;
import dev.restauth.session.LiveSession;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One way to get tokens (RFC 6749 section 1.3). {@link TokenEndpoint} does what all of them share; a
 * grant judges what was presented and nothing else. Thread-safe.
 */
public interface Grant {

  /** The value of the parameter {@code grant_type} that asks for it. */
  String type();

  /** The parameters that it takes and cannot do without, besides those of all grants. */
  Set<String> parameters();

  /** Judges a request. Where it is granted, what was presented is used up. */
  Outcome judge(Request request);

  /**
   * What a client asks for.
   *
   * @param clientId the client, known and, where it has a secret, authenticated
   * @param parameters all those that {@link #parameters} names, none empty
   * @param scope what the token is to be good for; never more than there is
   * @param from from where it was sent
   */
  record Request(String clientId, Map<String, String> parameters, Set<String> scope, Network from) {
    /** One of the parameters of the grant. */
    public String parameter(String name) {
      return Optional.ofNullable(parameters.get(name)).orElseThrow();
    }

    /** Without the parameters, which are secrets. */
    @Override
    public String toString() {
      return "Request[clientId=" + clientId + ", scope=" + scope + "]";
    }
  }

  /** What the grant says. */
  sealed interface Outcome {
    /**
     * A token may be issued.
     *
     * @param session in this session
     * @param refreshToken the refresh token that goes with it
     */
    record Granted(LiveSession session, Optional<String> refreshToken) implements Outcome {
      /** Without the token. */
      @Override
      public String toString() {
        return "Granted[session=" + session + "]";
      }
    }

    /**
     * No token: {@code invalid_grant}.
     *
     * @param why for people, as in {@link OauthError#because}
     */
    record Refused(String why) implements Outcome {}
  }
}

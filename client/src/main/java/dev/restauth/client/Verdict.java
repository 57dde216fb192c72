package dev.restauth.client;

/**
 * The result of a token check. Answer {@link Bad} with 401, so that the client gets a new token.
 * Answer {@link Unknown} with 503, because a new token would not help.
 */
public sealed interface Verdict {

  /**
   * The token is valid.
   *
   * @param token the verified token
   */
  record Good(VerifiedToken token) implements Verdict {}

  /**
   * The token is not from this server, has expired or was revoked, or the rights of its account
   * have changed since it was issued. If only the rights have changed, the client can renew the
   * token.
   */
  record Bad() implements Verdict {
    static final Bad BAD = new Bad();
  }

  /**
   * The token is otherwise valid, but the verifier cannot determine now whether it was revoked, and
   * {@link WhenStale} does not accept it.
   */
  record Unknown() implements Verdict {
    static final Unknown UNKNOWN = new Unknown();
  }
}

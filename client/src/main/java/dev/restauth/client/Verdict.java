package dev.restauth.client;

/**
 * What can be said of a token. Whoever answers a request takes {@link Bad} for a 401, so that its sender
 * gets a new token, and {@link Unknown} for a 503: then a new one would help nobody.
 */
public sealed interface Verdict {

  /**
   * It counts.
   *
   * @param token what it proves
   */
  record Good(VerifiedToken token) implements Verdict {}

  /** It is none of ours, has expired or was revoked. */
  record Bad() implements Verdict {
    static final Bad BAD = new Bad();
  }

  /**
   * All that is known here is good, but whether it was revoked cannot be told now, and {@link WhenStale}
   * does not let it count.
   */
  record Unknown() implements Verdict {
    static final Unknown UNKNOWN = new Unknown();
  }
}

package dev.restauth.oauth.authorize;

import dev.restauth.http.Answer;
import dev.restauth.oauth.authorize.SealedRequests.Begun;

/** The result of opening a sealed request that a browser presents. */
sealed interface PresentedRequest {
  /** A request of this browser, whose answer may still be sent. */
  record Good(Begun begun) implements PresentedRequest {}

  /** Any other request. The page says why it is refused. */
  record Refused(Answer page) implements PresentedRequest {}
}

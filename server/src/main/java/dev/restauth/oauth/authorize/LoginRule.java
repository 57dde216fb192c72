package dev.restauth.oauth.authorize;

import dev.restauth.browser.BrowserSession;
import dev.restauth.oauth.authorize.SealedRequests.Begun;
import java.util.Optional;

/** Judges whether the log-in of a browser suffices for a request. Pure. */
enum LoginRule {
  /** It suffices. */
  ENOUGH,
  /** The user has to log in: nobody is logged in, or somebody else, or too long ago. */
  LOG_IN,
  /** The user has to be authenticated better. */
  STEP_UP;

  /**
   * Judges a session. The request says when it was made, so that no mark of a page that was shown must be stored, and none
   * can be forged: {@code prompt=login} and {@code max_age} want a proof that is not older than a time.
   */
  static LoginRule judge(Begun begun, Optional<BrowserSession> found) {
    AuthorizationRequest request = begun.request();
    if (found.isEmpty()) {
      return LOG_IN;
    }
    BrowserSession session = found.get();
    boolean other =
        request.hintedAccount().filter(wanted -> wanted != session.accountId()).isPresent();
    if (other || session.authenticatedAt().isBefore(request.proofAfter(begun.at()))) {
      return LOG_IN;
    }
    if (request.essentialAcr().filter(least -> !satisfies(session, least)).isPresent()) {
      return STEP_UP;
    }
    // A wish: whatever the user could do in a log-in since the request is enough.
    boolean asked = !session.authenticatedAt().isBefore(begun.at());
    boolean wished = request.wishedAcr().filter(least -> !satisfies(session, least)).isPresent();
    return wished && !asked && !request.isSilent() ? STEP_UP : ENOUGH;
  }

  private static boolean satisfies(BrowserSession session, dev.restauth.assurance.Acr least) {
    return session.methods().acr().satisfies(least);
  }
}

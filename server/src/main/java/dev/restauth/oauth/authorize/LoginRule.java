package dev.restauth.oauth.authorize;

import dev.restauth.browser.BrowserSession;
import dev.restauth.oauth.authorize.SealedRequests.Begun;
import java.util.Optional;

/** Decides whether the log-in of a browser suffices for a request. Has no side effects. */
enum LoginRule {
  /** The log-in suffices. */
  ENOUGH,
  /**
   * The user must log in: nobody is logged in, another user is logged in, or the log-in is too old.
   */
  LOG_IN,
  /** The user must be authenticated with a stronger method. */
  STEP_UP;

  /**
   * Judges a browser session. {@code prompt=login} and {@code max_age} require a proof that is not
   * older than a certain time. The sealed request contains the time of the request, which nobody
   * can forge. The server therefore need not store that a page was shown.
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
    // The class that the client wants is not essential. A log-in after the request therefore
    // suffices, even if its class is weaker.
    boolean asked = !session.authenticatedAt().isBefore(begun.at());
    boolean wished = request.wishedAcr().filter(least -> !satisfies(session, least)).isPresent();
    return wished && !asked && !request.isSilent() ? STEP_UP : ENOUGH;
  }

  private static boolean satisfies(BrowserSession session, dev.restauth.assurance.Acr least) {
    return session.methods().acr().satisfies(least);
  }
}

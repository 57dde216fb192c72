package dev.restauth.oauth.authorize;

import dev.restauth.browser.BrowserSession;
import dev.restauth.oauth.authorize.SealedRequests.Begun;
import java.util.Optional;

/** Judges whether the log-in of a browser suffices for a request. Pure. */
enum LoginRule {
  /** The log-in suffices. */
  ENOUGH,
  /** The user has to log in: nobody is logged in, or somebody else, or too long ago. */
  LOG_IN,
  /** The user has to be authenticated better. */
  STEP_UP;

  /**
   * Judges a session. {@code prompt=login} and {@code max_age} want a proof that is not older than a certain time. The
   * request contains the time when it was made. So the server need not store that a page was shown, and nobody can
   * forge that.
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
    // This class is wanted but not essential: a log-in after the request is enough, even if it is
    // weaker.
    boolean asked = !session.authenticatedAt().isBefore(begun.at());
    boolean wished = request.wishedAcr().filter(least -> !satisfies(session, least)).isPresent();
    return wished && !asked && !request.isSilent() ? STEP_UP : ENOUGH;
  }

  private static boolean satisfies(BrowserSession session, dev.restauth.assurance.Acr least) {
    return session.methods().acr().satisfies(least);
  }
}

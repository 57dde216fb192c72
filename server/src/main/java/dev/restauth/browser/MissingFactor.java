package dev.restauth.browser;

import dev.restauth.assurance.Acr;
import dev.restauth.assurance.HalfAuthentication;
import dev.restauth.assurance.ProofMethod;
import dev.restauth.browser.LoginPages.Asked;
import dev.restauth.challenge.Challenges;
import dev.restauth.http.Answer;
import dev.restauth.password.HashRequest;
import java.util.Optional;

/**
 * Continues a log-in whose first proof, a password or a mailed code, is correct but does not
 * suffice.
 */
record MissingFactor(LoginPages pages, Challenges challenges, SealedAttempts attempts) {
  /** Outcomes. */
  sealed interface Outcome {
    /**
     * The answer for the browser: a redirect to the next page, or a page that says that no factor
     * of the account is strong enough.
     */
    record Other(Answer answer) implements Outcome {}

    /** The request is for another account. */
    record OtherAccount() implements Outcome {}

    /** The account was changed in the meantime. */
    record Changed() implements Outcome {}
  }

  /** Begins the challenge for the second factor, and redirects to its page. */
  Outcome begin(Asked asked, HalfAuthentication half, HashRequest client) {
    asked.call().locales().concern(half.accountId());
    if (!asked.accepts(half.accountId())) {
      return new Outcome.OtherAccount();
    }
    if (asked.least().satisfies(Acr.PHISHING_RESISTANT)
        && !challenges.offers(half.accountId()).contains(ProofMethod.PASSKEY.text())) {
      return new Outcome.Other(pages.tooWeak(asked));
    }
    return challenges
        .begin(half, Optional.empty(), client)
        .handle()
        .map(handle -> attempts.seal(handle, asked.browser().binding(), asked.sealed()))
        .<Outcome>map(
            attempt -> new Outcome.Other(Answer.seeOther(LoginPages.factorUrl(asked, attempt))))
        .orElseGet(Outcome.Changed::new);
  }

  /**
   * Begins the enrolment of the second factor that the account must have, and redirects to its
   * page. The session does not begin yet.
   */
  Outcome enrol(Asked asked, HalfAuthentication half, HashRequest client) {
    asked.call().locales().concern(half.accountId());
    if (!asked.accepts(half.accountId())) {
      return new Outcome.OtherAccount();
    }
    return challenges
        .beginEnrolment(half, client)
        .handle()
        .map(handle -> attempts.seal(handle, asked.browser().binding(), asked.sealed()))
        .<Outcome>map(
            attempt -> new Outcome.Other(Answer.seeOther(asked.url(EnrolPageRoutes.PATH, attempt))))
        .orElseGet(Outcome.Changed::new);
  }
}

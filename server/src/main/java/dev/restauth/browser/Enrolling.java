package dev.restauth.browser;

import dev.restauth.browser.LoginPages.Asked;
import dev.restauth.challenge.Challenges;
import dev.restauth.challenge.Challenges.Enrolment;
import dev.restauth.http.Call;
import java.util.Optional;

/**
 * The enrolment in progress that a browser's call continues.
 *
 * @param asked the log-in that continues after the enrolment
 * @param attempt the encrypted text, which contains {@code handle} and {@code mailed}
 * @param handle the handle of the challenge
 * @param mailed the request id of the mailed code
 */
record Enrolling(
    Asked asked, String attempt, String handle, Optional<String> mailed, Enrolment enrolment) {
  /**
   * The separator between the handle and the mail's request id. Neither of the two contains a
   * space.
   */
  private static final String SEPARATOR = " ";

  /**
   * Decrypts an enrolment; empty if it has expired, or belongs to another browser or another
   * request.
   */
  static Optional<Enrolling> of(
      Call call,
      LoginPages pages,
      SealedAttempts attempts,
      Challenges challenges,
      Optional<String> sealed,
      Optional<String> attempt) {
    return pages
        .asked(call, sealed)
        .flatMap(asked -> attempt.flatMap(each -> of(asked, attempts, challenges, each)));
  }

  private static Optional<Enrolling> of(
      Asked asked, SealedAttempts attempts, Challenges challenges, String attempt) {
    Optional<Enrolling> found =
        attempts
            .open(attempt, asked.browser().binding(), asked.sealed())
            .map(text -> text.split(SEPARATOR, 2))
            .flatMap(
                parts ->
                    challenges
                        .findEnrolment(parts[0])
                        .map(
                            enrolment ->
                                new Enrolling(
                                    asked,
                                    attempt,
                                    parts[0],
                                    parts.length > 1 ? Optional.of(parts[1]) : Optional.empty(),
                                    enrolment)));
    found.ifPresent(each -> asked.call().locales().concern(each.enrolment().half().accountId()));
    return found;
  }

  /** Returns the encrypted text to use after a code was mailed. */
  String mailed(SealedAttempts attempts, String request) {
    return attempts.seal(handle + SEPARATOR + request, asked.browser().binding(), asked.sealed());
  }

  /** Returns a text without the handle. */
  @Override
  public String toString() {
    return "Enrolling[" + enrolment + "]";
  }
}

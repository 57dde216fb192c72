package dev.restauth.organization;

import dev.restauth.event.EventType;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.http.Answer;
import dev.restauth.http.ProblemType;
import java.time.Duration;
import java.util.function.Function;

/**
 * The answers to actions on organisations, especially to refused actions. They are the same for all
 * routes of organisations. If the role of a member is too low, a security event is recorded too.
 * Thread-safe.
 */
record Refusals(SecurityEvents events) {
  /** The reason in the security event about a refusal. */
  private static final String REASON = "organization-role";

  /**
   * Returns the answer to the outcome of an action.
   *
   * @param done returns the answer if the action was done
   */
  <T> Answer answer(Acting acting, Outcome<T> outcome, Function<T, Answer> done) {
    return switch (outcome) {
      case Outcome.Done<T>(T value) -> done.apply(value);
      case Outcome.Unknown<T>() -> unknown();
      case Outcome.UnknownMember<T>() ->
          Answer.problem(
              ProblemType.NOT_FOUND.because("This organisation has no such member or invitation."));
      case Outcome.Forbidden<T>(OrganizationRole needed) -> forbidden(acting, needed);
      case Outcome.LastOwner<T>() ->
          Answer.problem(
              ProblemType.LAST_OWNER.because(
                  "The organisation would have no owner any more. Make another member its owner"
                      + " first, or delete it."));
      case Outcome.SlugTaken<T>() ->
          Answer.problem(
              ProblemType.SLUG_TAKEN.because(
                  "Another organisation has this slug. Choose another."));
      case Outcome.LimitReached<T>() -> limitReached();
      case Outcome.TooManyInvitations<T>() ->
          Answer.problem(
              ProblemType.LIMIT_REACHED.because(
                  "An organisation can have %d pending invitations. Take some back first."
                      .formatted(OrganizationInvitations.PENDING_AT_MOST)));
      case Outcome.Throttled<T>(String what, Duration retryAfter) ->
          Answer.throttled(what, retryAfter);
      case Outcome.Stale<T>() ->
          Answer.problem(
              ProblemType.PRECONDITION_FAILED.because(
                  "The organisation has changed since the version in If-Match. Nothing was done: read it again, then"
                      + " decide."));
    };
  }

  /**
   * Returns the answer for an organisation that does not exist. An organisation to which the caller
   * has no access gets the same answer, byte for byte.
   */
  static Answer unknown() {
    return Answer.problem(
        ProblemType.NOT_FOUND.because(
            "There is no such organisation, or this account is not a member of it."));
  }

  static Answer limitReached() {
    return Answer.problem(
        ProblemType.LIMIT_REACHED.because(
            "An account can be a member of %d organisations.".formatted(Organizations.AT_MOST)));
  }

  private Answer forbidden(Acting acting, OrganizationRole needed) {
    events.write(
        SecurityEvent.of(EventType.ESCALATION_REFUSED)
            .about(acting.user().map(Acting.User::accountId))
            .by(acting.actor())
            .because(REASON));
    return Answer.problem(
        ProblemType.ESCALATION.because(
            "Your role in this organisation does not suffice: this needs the role "
                + needed.text()
                + "."));
  }
}

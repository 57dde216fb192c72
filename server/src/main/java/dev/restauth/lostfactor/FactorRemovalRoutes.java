package dev.restauth.lostfactor;

import dev.restauth.assurance.HalfAuthentication;
import dev.restauth.challenge.Challenges;
import dev.restauth.email.AskedCodes;
import dev.restauth.event.Network;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.language.Language;
import dev.restauth.lostfactor.FactorRemovals.Asking;
import dev.restauth.lostfactor.FactorRemovals.Presented;
import dev.restauth.mail.Mailer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The calls for users who have lost their second factor. */
record FactorRemovalRoutes(Challenges challenges, FactorRemovals removals, Mailer mailer)
    implements RouteTable.Routes {
  private static final String REMOVALS = "/api/factor-removals";

  @Override
  public void declare(RouteTable table) {
    table
        .route(Method.POST, REMOVALS, Access.ALL, this::ask)
        .route(Method.POST, REMOVALS + "/complete", Access.ALL, this::complete)
        .route(Method.POST, REMOVALS + "/stop", Access.ALL, this::stop);
  }

  private Answer ask(Call call) {
    Optional<HalfAuthentication> half =
        challenges.half(call.json().only("challenge").string("challenge"));
    if (half.isEmpty()) {
      return unknown();
    }
    mailer.require();
    Language language = Language.of(Optional.empty(), call.acceptLanguage());
    return switch (removals.ask(half.get(), network(call), language)) {
      case Asking.Waiting(Instant worksAt, Instant until) ->
          Answer.json(
              202,
              json -> {
                json.text("works_at", time(worksAt));
                json.text("ends_at", time(until));
              });
      case Asking.NoAddress _ ->
          Answer.problem(
              ProblemType.NO_ADDRESS.because(
                  "The account has no confirmed e-mail address. Ask the operator of this server for help."));
      case Asking.Excluded _ ->
          Answer.problem(
              ProblemType.RECOVERED_RECENTLY.because(
                  "The password was set by mail less than 7 days ago: the same mailbox cannot remove the factor now."));
      case Asking.PasswordMissing _ ->
          Answer.problem(
              ProblemType.PASSWORD_REQUIRED.because(
                  "Log in with the password before: one mailbox is one factor, so a mailed code does not suffice."));
      case Asking.Throttled(Duration retryAfter) -> AskedCodes.throttled(retryAfter);
      case Asking.Changed _ -> unknown();
    };
  }

  private static Answer unknown() {
    return Answer.problem(
        ProblemType.INVALID_CODE.because(
            "The challenge is unknown, or has ended. Log in again with POST /api/login."));
  }

  private Answer complete(Call call) {
    return answer(removals.complete(code(call), network(call)));
  }

  private Answer stop(Call call) {
    return answer(removals.stop(code(call), network(call)));
  }

  private static String code(Call call) {
    return call.json().only("code").string("code");
  }

  private static Answer answer(Presented outcome) {
    return switch (outcome) {
      case Presented.Done _ -> Answer.noContent();
      case Presented.NotYet(Instant worksAt) ->
          Answer.problem(
              ProblemType.NOT_YET.because(
                  "The second factor can be removed from "
                      + time(worksAt)
                      + " on, unless it is stopped before."));
      case Presented.InvalidCode _ ->
          Answer.problem(
              ProblemType.INVALID_CODE.because(
                  "The code is wrong, was used or stopped, or has ended."));
    };
  }

  /** Formats a time as in RFC 3339, in UTC and whole seconds. */
  private static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static Network network(Call call) {
    return Network.of(call.client().address());
  }
}

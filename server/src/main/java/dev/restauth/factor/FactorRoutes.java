package dev.restauth.factor;

import dev.restauth.account.FactorPolicy;
import dev.restauth.account.PasswordConfirmation;
import dev.restauth.assurance.Authentication;
import dev.restauth.assurance.AuthenticationMethods;
import dev.restauth.assurance.ProofMethod;
import dev.restauth.event.Network;
import dev.restauth.factor.OwnFactors.Overview;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Caller;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.session.LiveSession;
import dev.restauth.session.Sessions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The calls for a user's own factors. */
record FactorRoutes(
    OwnFactors factors,
    Sessions sessions,
    TotpEnrolment enrolment,
    FactorPolicy policy,
    PasswordConfirmation confirmation)
    implements RouteTable.Routes {
  private static final String FACTORS = "/api/me/factors";
  private static final String TOTP = FACTORS + "/totp";
  private static final String CODES = FACTORS + "/recovery-codes";

  @Override
  public void declare(RouteTable table) {
    table
        .route(Method.GET, FACTORS, Access.USER, this::list)
        .route(Method.POST, TOTP, Access.USER, this::begin)
        .route(Method.PUT, TOTP, Access.USER, this::enrol)
        .route(Method.DELETE, TOTP, Access.USER, this::remove)
        .route(Method.POST, CODES, Access.USER, this::renewRecoveryCodes);
  }

  private Answer list(Call call) {
    Overview overview = factors.of(call.user().accountId());
    return Answer.json(
        200,
        json -> {
          overview
              .totpSince()
              .ifPresentOrElse(
                  since -> json.object("totp", totp -> totp.text("created_at", time(since))),
                  () -> json.nullValue("totp"));
          json.number("recovery_codes", overview.recoveryCodes());
        });
  }

  private static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private Answer begin(Call call) {
    Optional<Answer> refusal =
        confirmation.refusal(call, "Adding a second factor requires the password.");
    if (refusal.isPresent()) {
      return refusal.get();
    }
    Caller.User user = call.user();
    return enrolment.begin(
        new TotpEnrolment.Owner(
            user.accountId(),
            user.username(),
            user.generation(),
            user.factor(),
            methods(user),
            provedAt(user)));
  }

  /** The methods of the present log-in. A token that does not say so was confirmed by the password. */
  private AuthenticationMethods methods(Caller.User user) {
    return user.authentication()
        .map(Authentication::methods)
        .or(
            () ->
                user.session()
                    .flatMap(session -> live(user, session))
                    .flatMap(LiveSession::methods))
        .orElseGet(() -> new AuthenticationMethods(List.of(ProofMethod.PASSWORD)));
  }

  private Optional<LiveSession> live(Caller.User user, Caller.Session session) {
    return sessions.of(user.accountId()).stream()
        .filter(live -> live.id().equals(session.id()))
        .findFirst();
  }

  private static Instant provedAt(Caller.User user) {
    return user.authentication()
        .map(Authentication::at)
        .or(() -> user.session().map(Caller.Session::authenticatedAt))
        .orElseThrow();
  }

  private Answer enrol(Call call) {
    Caller.User user = call.user();
    return enrolment.complete(
        call, call.json().only("request", "code"), user.accountId(), user.generation());
  }

  private Answer remove(Call call) {
    return confirmation
        .refusal(call, "Removing a second factor requires the password.")
        .orElseGet(
            () ->
                policy.requires(call.user().accountId())
                    ? Answer.problem(
                        ProblemType.LAST_FACTOR.because(
                            "Your account must have a second factor. Enrol another app instead: it replaces this one."))
                    : removed(call));
  }

  private Answer removed(Call call) {
    return factors.removeTotp(
            call.user().accountId(), call.user().generation(), Optional.of(from(call)))
        ? Answer.noContent()
        : Answer.problem(ProblemType.NOT_FOUND.because("You have no authenticator app."));
  }

  private Answer renewRecoveryCodes(Call call) {
    return confirmation
        .refusal(call, "New recovery codes require the password.")
        .orElseGet(
            () ->
                factors
                    .renewRecoveryCodes(
                        call.user().accountId(), call.user().generation(), Optional.of(from(call)))
                    .map(TotpEnrolment::enrolled)
                    .orElseGet(
                        () ->
                            Answer.problem(
                                ProblemType.NOT_FOUND.because(
                                    "You have no second factor, so recovery codes are of no use."))));
  }

  private static Network from(Call call) {
    return Network.of(call.client().address());
  }
}

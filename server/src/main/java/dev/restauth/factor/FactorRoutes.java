package dev.restauth.factor;

import dev.restauth.event.Network;
import dev.restauth.factor.OwnFactors.Overview;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Caller;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The calls for a user's own factors.
 *
 * @param passkeys writes an account's passkeys into the list of its factors
 */
record FactorRoutes(
    OwnFactors factors, ListedFactors passkeys, TotpEnrolment enrolment, FactorAccess access)
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
          passkeys.write(json, call.user().accountId());
          json.number("recovery_codes", overview.recoveryCodes());
          json.flag("password", overview.password());
        });
  }

  private static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private Answer begin(Call call) {
    Optional<Answer> refusal =
        access.refusalToAdd(call, "Adding a second factor requires the password.");
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
            access.methods(user),
            FactorAccess.provedAt(user)));
  }

  private Answer enrol(Call call) {
    Caller.User user = call.user();
    return enrolment.complete(
        call, call.json().only("request", "code"), user.accountId(), user.generation());
  }

  private Answer remove(Call call) {
    return access
        .refusalToRemove(call, "Removing a second factor requires the password.")
        .orElseGet(() -> removed(call));
  }

  private Answer removed(Call call) {
    return factors.removeTotp(
            call.user().accountId(), call.user().generation(), Optional.of(from(call)))
        ? Answer.noContent()
        : Answer.problem(ProblemType.NOT_FOUND.because("You have no authenticator app."));
  }

  private Answer renewRecoveryCodes(Call call) {
    return access
        .refusal(call, "New recovery codes require the password.")
        .orElseGet(
            () ->
                factors
                    .renewRecoveryCodes(
                        call.user().accountId(), call.user().generation(), Optional.of(from(call)))
                    .map(codes -> Answer.json(200, json -> FactorAccess.writeCodes(json, codes)))
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

package dev.restauth.enrolment;

import dev.restauth.assurance.HalfAuthentication;
import dev.restauth.challenge.Challenges;
import dev.restauth.challenge.Challenges.Enrolment;
import dev.restauth.event.Network;
import dev.restauth.factor.TotpEnrolment;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.JsonBody;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RemoteClient;
import dev.restauth.http.RouteTable;
import dev.restauth.language.Language;
import dev.restauth.mail.Mailer;
import dev.restauth.passkey.PasskeyEnrolment;
import dev.restauth.passkey.PasskeyFeature;
import dev.restauth.password.HashRequest;
import dev.restauth.password.HashRequest.Priority;
import java.util.Optional;

/**
 * The calls for users who must have a second factor and have none. They require the challenge of a
 * log-in with a correct password, and accept no other authentication.
 *
 * @param passkeys registers passkeys; empty if no domain for passkeys is configured
 */
record EnrolmentRoutes(
    Challenges challenges,
    EnrolmentCodes codes,
    TotpEnrolment totp,
    Optional<PasskeyEnrolment> passkeys,
    Mailer mailer)
    implements RouteTable.Routes {
  private static final String ENROLMENTS = "/api/enrolments";
  private static final String TOTP = ENROLMENTS + "/totp";
  private static final String PASSKEY = ENROLMENTS + "/passkey";
  private static final String CHALLENGE = "challenge";

  @Override
  public void declare(RouteTable table) {
    table
        .route(Method.POST, ENROLMENTS, Access.ALL, this::mail)
        .route(Method.POST, TOTP, Access.ALL, this::begin)
        .route(Method.PUT, TOTP, Access.ALL, this::complete)
        .route(Method.POST, PASSKEY + "/options", Access.ALL, this::beginPasskey)
        .route(Method.POST, PASSKEY, Access.ALL, this::completePasskey);
  }

  private Answer mail(Call call) {
    Enrolment enrolment = enrolment(call.json().only(CHALLENGE));
    requireUnusedMailbox(enrolment);
    mailer.require();
    RemoteClient client = call.client();
    HashRequest request =
        HashRequest.fromClient(Priority.RETURNING, client.address(), client::gone);
    return codes
        .mail(
            enrolment,
            Network.of(client.address()).text(),
            request.source(),
            Language.of(Optional.empty(), call.acceptLanguage()))
        .map(ask -> ask.answer(EnrolmentCodes.MAILED))
        .orElseGet(
            () ->
                Answer.problem(
                    ProblemType.NO_ADDRESS.because(
                        "The account has no confirmed e-mail address. Ask the operator of this server for a code.")));
  }

  private Answer begin(Call call) {
    JsonBody body = call.json().only(CHALLENGE, "request", "code");
    Enrolment enrolment = enrolment(body);
    return refusalWithoutCode(enrolment, body)
        .orElseGet(() -> totp.begin(EnrolmentCodes.owner(enrolment)));
  }

  private Answer beginPasskey(Call call) {
    JsonBody body = call.json().only(CHALLENGE, "request", "code", "second_factor_only");
    PasskeyEnrolment known = passkeys.orElseThrow(EnrolmentRoutes::unconfigured);
    Enrolment enrolment = enrolment(body);
    return refusalWithoutCode(enrolment, body)
        .orElseGet(
            () -> {
              HalfAuthentication half = enrolment.half();
              return known.begin(
                  new PasskeyEnrolment.Owner(
                      half.accountId(),
                      enrolment.account().username(),
                      half.generation(),
                      half.methods(),
                      EnrolmentCodes.provedAt(half)),
                  body.flag("second_factor_only"));
            });
  }

  /**
   * Returns the refusal, unless the challenge already allows the enrolment, or the body contains a
   * correct code.
   */
  private Optional<Answer> refusalWithoutCode(Enrolment enrolment, JsonBody body) {
    if (body.find("request").isPresent()) {
      requireUnusedMailbox(enrolment);
    }
    return enrolment.proved() || codes.prove(enrolment, body.find("request"), body.string("code"))
        ? Optional.empty()
        : Optional.of(
            Answer.problem(
                ProblemType.INVALID_CODE.because(
                    "The code is wrong, was used, or has ended. After five tries a code ends: ask for a new one.")));
  }

  private void requireUnusedMailbox(Enrolment enrolment) {
    codes
        .mailboxUse(enrolment)
        .ifPresent(
            use -> {
              throw new ProblemException(
                  switch (use) {
                    case LOG_IN ->
                        ProblemType.PASSWORD_REQUIRED.because(
                            "After a log-in by a mailed code, the same mailbox cannot give the code to enrol. Log in with the password, or ask the operator of this server for a code.");
                    case PASSWORD_RESET ->
                        ProblemType.RECOVERED_RECENTLY.because(
                            "The password was set by mail less than 7 days ago: the same mailbox cannot give the code to enrol now. Ask the operator of this server for a code.");
                  });
            });
  }

  private Answer complete(Call call) {
    JsonBody body = call.json().only(CHALLENGE, "request", "code");
    HalfAuthentication half = proved(body);
    return totp.complete(call, body, half.accountId(), half.generation());
  }

  private Answer completePasskey(Call call) {
    JsonBody body = call.json().only(CHALLENGE, "request", "name", "credential");
    PasskeyEnrolment known = passkeys.orElseThrow(EnrolmentRoutes::unconfigured);
    HalfAuthentication half = proved(body);
    return known.complete(call, body, half.accountId(), half.generation());
  }

  private HalfAuthentication proved(JsonBody body) {
    Enrolment enrolment = enrolment(body);
    if (!enrolment.proved()) {
      throw unknown();
    }
    return enrolment.half();
  }

  private static ProblemException unconfigured() {
    return new ProblemException(PasskeyFeature.NOT_CONFIGURED);
  }

  private Enrolment enrolment(JsonBody body) {
    return challenges.findEnrolment(body.string(CHALLENGE)).orElseThrow(EnrolmentRoutes::unknown);
  }

  private static ProblemException unknown() {
    return new ProblemException(
        ProblemType.INVALID_CODE.because(
            "The challenge is unknown, has ended, or has not been confirmed with a code. Log in again with POST /api/login."));
  }
}

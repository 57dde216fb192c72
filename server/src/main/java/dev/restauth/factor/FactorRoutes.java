package dev.restauth.factor;

import dev.restauth.account.PasswordConfirmation;
import dev.restauth.assurance.Authentication;
import dev.restauth.assurance.AuthenticationMethods;
import dev.restauth.assurance.ProofMethod;
import dev.restauth.event.Network;
import dev.restauth.factor.OwnFactors.Begun;
import dev.restauth.factor.OwnFactors.Enrolling;
import dev.restauth.factor.OwnFactors.Overview;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Caller;
import dev.restauth.http.CallerRevokedException;
import dev.restauth.http.JsonBody;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.json.JsonWriter;
import dev.restauth.password.HashRequest;
import dev.restauth.password.HashRequest.Priority;
import dev.restauth.session.LiveSession;
import dev.restauth.session.Sessions;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.token.AskedOrganization;
import dev.restauth.token.LoginTokens;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * The calls for a user's own factors.
 *
 * @param issuer the name of this server in authenticator apps
 */
record FactorRoutes(
    OwnFactors factors,
    Sessions sessions,
    LoginTokens tokens,
    PasswordConfirmation confirmation,
    String issuer)
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
    Begun begun =
        factors.begin(
            user.accountId(), user.generation(), user.factor(), methods(user), provedAt(user));
    String uri = OtpauthUri.of(begun.totp(), issuer, user.username());
    return Answer.json(
        200,
        json -> {
          json.text("request", begun.request());
          json.number("expires_in", EnrolmentRequests.DURATION.toSeconds());
          json.text("secret", OtpauthUri.base32(begun.totp().secret()));
          json.text("uri", uri);
          json.text("qr_svg", QrCodeSvg.of(uri));
        });
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
    JsonBody body = call.json().only("request", "code");
    Caller.User user = call.user();
    return switch (factors.enrol(
        user.accountId(),
        user.generation(),
        body.string("request"),
        body.string("code"),
        HashRequest.fromClient(Priority.RETURNING, call.client().address(), call.client()::gone))) {
      case Enrolling.Enrolled(List<String> codes, Optional<Authentication> first) ->
          first.isPresent() ? inNewSession(call, first.get(), codes) : enrolled(codes);
      case Enrolling.UnknownRequest _ ->
          Answer.problem(
              ProblemType.INVALID_CODE.because(
                  "The request is unknown, or has ended: begin again with POST " + TOTP + "."));
      case Enrolling.WrongCode _ ->
          Answer.problem(
              ProblemType.INVALID_CODE.because(
                  "The code is wrong. Check the clock of the device, and send the code that the app shows now."));
      case Enrolling.Changed _ -> throw new CallerRevokedException();
    };
  }

  private static Answer enrolled(List<String> codes) {
    return Answer.json(200, json -> writeCodes(json, codes));
  }

  /** All sessions have ended: the client goes on in a new one, which began with both factors. */
  private Answer inNewSession(Call call, Authentication authentication, List<String> codes) {
    Sender sender = new Sender(call.client().address().getHostAddress(), call.userAgent());
    LoginTokens.Wanted usual =
        new LoginTokens.Wanted(false, Optional.empty(), new AskedOrganization(Optional.empty()));
    return tokens
        .begin(authentication, sender, usual, _ -> true, json -> writeCodes(json, codes))
        .orElseThrow(CallerRevokedException::new);
  }

  private static void writeCodes(JsonWriter json, List<String> codes) {
    if (!codes.isEmpty()) {
      json.array("recovery_codes", array -> codes.forEach(array::item));
    }
  }

  private Answer remove(Call call) {
    return confirmation
        .refusal(call, "Removing a second factor requires the password.")
        .orElseGet(
            () ->
                factors.removeTotp(
                        call.user().accountId(), call.user().generation(), Optional.of(from(call)))
                    ? Answer.noContent()
                    : Answer.problem(
                        ProblemType.NOT_FOUND.because("You have no authenticator app.")));
  }

  private Answer renewRecoveryCodes(Call call) {
    return confirmation
        .refusal(call, "New recovery codes require the password.")
        .orElseGet(
            () ->
                factors
                    .renewRecoveryCodes(
                        call.user().accountId(), call.user().generation(), Optional.of(from(call)))
                    .map(FactorRoutes::enrolled)
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

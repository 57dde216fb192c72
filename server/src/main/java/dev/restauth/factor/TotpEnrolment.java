package dev.restauth.factor;

import dev.restauth.assurance.Authentication;
import dev.restauth.assurance.AuthenticationMethods;
import dev.restauth.factor.OwnFactors.Begun;
import dev.restauth.factor.OwnFactors.Enrolling;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.CallerRevokedException;
import dev.restauth.http.JsonBody;
import dev.restauth.http.ProblemType;
import dev.restauth.json.JsonWriter;
import dev.restauth.password.HashRequest;
import dev.restauth.password.HashRequest.Priority;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.token.AskedOrganization;
import dev.restauth.token.LoginTokens;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The two calls by which an authenticator app is enrolled: by a user who is logged in, and by one who cannot log in before
 * that. Their callers check who may enrol one. Thread-safe.
 */
public final class TotpEnrolment {
  private final OwnFactors factors;
  private final LoginTokens tokens;
  private final String issuer;

  /**
   * Enrols {@code factors}.
   *
   * @param issuer the name of this server in authenticator apps
   */
  TotpEnrolment(OwnFactors factors, LoginTokens tokens, String issuer) {
    this.factors = factors;
    this.tokens = tokens;
    this.issuer = issuer;
  }

  /**
   * The owner of an app.
   *
   * @param hasFactor whether the account has a factor: then the app replaces one
   * @param methods of the authentication under which the app is enrolled
   * @param provedAt the time of that authentication
   */
  public record Owner(
      long accountId,
      String username,
      long generation,
      boolean hasFactor,
      AuthenticationMethods methods,
      Instant provedAt) {}

  /** Begins an enrolment, and answers with the secret. Stores nothing. */
  public Answer begin(Owner owner) {
    Begun begun =
        factors.begin(
            owner.accountId(),
            owner.generation(),
            owner.hasFactor(),
            owner.methods(),
            owner.provedAt());
    String uri = OtpauthUri.of(begun.totp(), issuer, owner.username());
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

  /** Enrols the app with its first code, from the members {@code request} and {@code code} of a body. */
  public Answer complete(Call call, JsonBody body, long accountId, long generation) {
    return switch (factors.enrol(
        accountId,
        generation,
        body.string("request"),
        body.string("code"),
        HashRequest.fromClient(Priority.RETURNING, call.client().address(), call.client()::gone))) {
      case Enrolling.Enrolled(List<String> codes, Optional<Authentication> first) ->
          first.isPresent() ? inNewSession(call, first.get(), codes) : enrolled(codes);
      case Enrolling.UnknownRequest _ ->
          Answer.problem(
              ProblemType.INVALID_CODE.because(
                  "The request is unknown, or has ended: begin again."));
      case Enrolling.WrongCode _ ->
          Answer.problem(
              ProblemType.INVALID_CODE.because(
                  "The code is wrong. Check the clock of the device, and send the code that the app shows now."));
      case Enrolling.Changed _ -> throw new CallerRevokedException();
    };
  }

  /** Returns an answer with recovery codes. */
  static Answer enrolled(List<String> codes) {
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
}

package dev.restauth.factor;

import dev.restauth.assurance.AuthenticationMethods;
import dev.restauth.factor.FactorEnrolment.Added;
import dev.restauth.factor.OwnFactors.Begun;
import dev.restauth.factor.OwnFactors.Enrolling;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.CallerRevokedException;
import dev.restauth.http.JsonBody;
import dev.restauth.http.ProblemType;
import dev.restauth.password.HashRequest;
import dev.restauth.password.HashRequest.Priority;
import java.time.Instant;

/**
 * The two calls that enrol an authenticator app, for a user who is logged in, and for one who cannot log in before
 * that. The callers check who may enrol one. Thread-safe.
 */
public final class TotpEnrolment {
  private final OwnFactors factors;
  private final FactorAccess access;
  private final String issuer;

  /**
   * Enrols {@code factors}.
   *
   * @param issuer the name of this server in authenticator apps
   */
  TotpEnrolment(OwnFactors factors, FactorAccess access, String issuer) {
    this.factors = factors;
    this.access = access;
    this.issuer = issuer;
  }

  /**
   * The owner of an app.
   *
   * @param hasFactor whether the account has a factor: then the app replaces one
   * @param methods the methods of the authentication under which the app is enrolled
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
      case Enrolling.Enrolled(Added added) -> access.added(call, added, _ -> {});
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
}

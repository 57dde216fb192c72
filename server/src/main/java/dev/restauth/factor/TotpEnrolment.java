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
import java.util.Optional;

/**
 * The two calls that enrol an authenticator app, for logged-in users and for users who must enrol a
 * factor before they can log in. The callers check whether the user may enrol an app. Thread-safe.
 */
public final class TotpEnrolment {
  private final OwnFactors factors;
  private final FactorAccess access;
  private final String issuer;

  /**
   * Creates the calls, which enrol apps through {@code factors}.
   *
   * @param issuer the name of this server, for authenticator apps
   */
  TotpEnrolment(OwnFactors factors, FactorAccess access, String issuer) {
    this.factors = factors;
    this.access = access;
    this.issuer = issuer;
  }

  /**
   * The owner of an app.
   *
   * @param hasFactor whether the account already has a factor of any kind. If it is an app, the new
   *     app replaces it
   * @param methods the methods with which the user was authenticated
   * @param provedAt the time of that authentication
   */
  public record Owner(
      long accountId,
      String username,
      long generation,
      boolean hasFactor,
      AuthenticationMethods methods,
      Instant provedAt) {}

  /**
   * A secret for an app.
   *
   * @param request the sealed request, which the client sends back with the first code
   * @param secret the secret in Base32, for users who type it
   * @param uri the URI from which an app on the same device imports the secret
   * @param qrSvg the URI as a QR code
   */
  public record Offer(String request, String secret, String uri, String qrSvg) {
    /** Returns a text without the secret. */
    @Override
    public String toString() {
      return "Offer[]";
    }
  }

  /** Begins an enrolment. Stores nothing yet. */
  public Offer offer(Owner owner) {
    return offer(
        factors.begin(
            owner.accountId(),
            owner.generation(),
            owner.hasFactor(),
            owner.methods(),
            owner.provedAt()),
        owner.username());
  }

  /**
   * Returns an offer again; empty if its request does not belong to the account, or has expired.
   */
  public Optional<Offer> offered(long accountId, long generation, String username, String request) {
    return factors.begun(accountId, generation, request).map(begun -> offer(begun, username));
  }

  private Offer offer(Begun begun, String username) {
    String uri = OtpauthUri.of(begun.totp(), issuer, username);
    return new Offer(
        begun.request(), OtpauthUri.base32(begun.totp().secret()), uri, QrCodeSvg.of(uri));
  }

  /** Enrols the app that computed a code. */
  public Enrolling enrol(
      long accountId, long generation, String request, String code, HashRequest client) {
    return factors.enrol(accountId, generation, request, code, client);
  }

  /** Begins an enrolment, and answers with the secret. Stores nothing. */
  public Answer begin(Owner owner) {
    Offer offer = offer(owner);
    return Answer.json(
        200,
        json -> {
          json.text("request", offer.request());
          json.number("expires_in", EnrolmentRequests.DURATION.toSeconds());
          json.text("secret", offer.secret());
          json.text("uri", offer.uri());
          json.text("qr_svg", offer.qrSvg());
        });
  }

  /** Enrols an app with the members {@code request} and {@code code} of a body. */
  public Answer complete(Call call, JsonBody body, long accountId, long generation) {
    return switch (enrol(
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

package dev.restauth.enrolment;

import dev.restauth.account.FactorPolicy;
import dev.restauth.challenge.Challenges;
import dev.restauth.code.OneTimeCodes;
import dev.restauth.factor.FactorAccess;
import dev.restauth.factor.FactorCheck.KnownSources;
import dev.restauth.factor.TotpEnrolment;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.mail.Mailer;
import dev.restauth.operator.Operations;
import dev.restauth.passkey.PasskeyEnrolment;
import dev.restauth.store.Store;
import java.util.List;
import java.util.Optional;

/** The feature through which users enrol a required second factor. */
public final class EnrolmentFeature implements Feature {
  private final EnrolmentCodes codes;
  private final EnrolmentRoutes routes;
  private final FirstFactorRoutes firstFactor;
  private final EnrolOperation operation;

  /**
   * Creates the feature.
   *
   * @param firstFactor the codes for users who enrol a factor voluntarily
   * @param access the rules for the calls that change factors
   * @param passkeys registers passkeys; empty if no domain for passkeys is configured
   * @param known determines whether an address is a known address of an account
   */
  public EnrolmentFeature(
      Store store,
      OneTimeCodes codes,
      Mailer mailer,
      FirstFactorCodes firstFactor,
      FactorAccess access,
      Challenges challenges,
      TotpEnrolment totp,
      Optional<PasskeyEnrolment> passkeys,
      KnownSources known,
      FactorPolicy policy) {
    this.codes = new EnrolmentCodes(store, codes, mailer, challenges, known);
    this.routes = new EnrolmentRoutes(challenges, this.codes, totp, passkeys, mailer);
    this.firstFactor = new FirstFactorRoutes(firstFactor, access);
    this.operation = new EnrolOperation(store, this.codes, firstFactor, policy);
  }

  /** Returns the codes with which users prove that they may enrol a factor. */
  public EnrolmentCodes codes() {
    return codes;
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(routes, firstFactor);
  }

  @Override
  public List<Operations.Source> operations() {
    return List.of(operation);
  }
}

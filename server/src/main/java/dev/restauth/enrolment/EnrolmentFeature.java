package dev.restauth.enrolment;

import dev.restauth.account.FactorPolicy;
import dev.restauth.challenge.Challenges;
import dev.restauth.code.OneTimeCodes;
import dev.restauth.factor.FactorCheck.KnownSources;
import dev.restauth.factor.TotpEnrolment;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.mail.Mailer;
import dev.restauth.operator.Operations;
import dev.restauth.store.Store;
import java.util.List;

/** The feature with which users enrol the second factor that they must have. */
public final class EnrolmentFeature implements Feature {
  private final EnrolmentCodes codes;
  private final EnrolmentRoutes routes;
  private final EnrolOperation operation;

  /**
   * Creates the feature.
   *
   * @param known finds out whether an account was used from an address before
   */
  public EnrolmentFeature(
      Store store,
      OneTimeCodes codes,
      Mailer mailer,
      Challenges challenges,
      TotpEnrolment totp,
      KnownSources known,
      FactorPolicy policy) {
    this.codes = new EnrolmentCodes(store, codes, mailer, challenges, known);
    this.routes = new EnrolmentRoutes(challenges, this.codes, totp, mailer);
    this.operation = new EnrolOperation(store, this.codes, policy);
  }

  /** Returns the codes with which users prove that they may enrol a factor. */
  public EnrolmentCodes codes() {
    return codes;
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(routes);
  }

  @Override
  public List<Operations.Source> operations() {
    return List.of(operation);
  }
}

package dev.restauth.recovery;

import dev.restauth.code.OneTimeCodes;
import dev.restauth.config.Config;
import dev.restauth.email.AskedCodes;
import dev.restauth.email.ConfirmationListener;
import dev.restauth.event.SecurityEvents;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.job.Lazy;
import dev.restauth.mail.Mailer;
import dev.restauth.page.Page;
import dev.restauth.password.PasswordFeature;
import dev.restauth.role.PowerGuard;
import dev.restauth.store.Store;
import dev.restauth.work.SignUpWork;
import java.util.List;

/** The feature that recovers accounts by mailed codes. */
public final class RecoveryFeature implements Feature {
  private final PasswordResets resets;
  private final AdministrativeResetRoutes administrative;
  private final Mailer mailer;
  private final SignUpWork work;

  /** Creates the feature for the accounts in {@code store}. */
  public RecoveryFeature(
      Config config,
      Store store,
      OneTimeCodes codes,
      Mailer mailer,
      PasswordFeature passwords,
      PasswordResets.KnownSources known,
      ConfirmationListener confirmations,
      SignUpWork work,
      SecurityEvents events) {
    this.work = work;
    this.mailer = mailer;
    this.resets =
        new PasswordResets(
            store,
            codes,
            mailer,
            passwords.policy(),
            passwords.hasher(),
            known,
            confirmations,
            events,
            config.get(RecoverySettings.RESET_DURATION));
    this.administrative =
        new AdministrativeResetRoutes(
            new SentResets(store, new AskedCodes(store, codes, mailer), resets, mailer, events),
            mailer,
            new PowerGuard(events));
  }

  /** The resets. */
  public PasswordResets resets() {
    return resets;
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(
        new RecoveryRoutes(
            resets,
            mailer,
            work,
            new Lazy<>(() -> Page.calling(RecoveryFeature.class, "reset.html"))),
        administrative);
  }
}

package dev.restauth.recovery;

import dev.restauth.code.OneTimeCodes;
import dev.restauth.config.Config;
import dev.restauth.email.AskedCodes;
import dev.restauth.email.ConfirmationListener;
import dev.restauth.event.SecurityEvents;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.mail.Mailer;
import dev.restauth.password.PasswordFeature;
import dev.restauth.role.PowerGuard;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import dev.restauth.work.SignUpWork;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The feature that recovers accounts with mailed codes. */
public final class RecoveryFeature implements Feature {
  private static final long PURGED_AT_ONCE = 500;

  private final Store store;
  private final BooleanSupplier holdsLease;
  private final PasswordResets resets;
  private final AdministrativeResetRoutes administrative;
  private final ChangePasswordRoutes changePassword;
  private final Mailer mailer;
  private final SignUpWork work;

  /**
   * Creates the feature for the accounts in {@code store}.
   *
   * @param holdsLease whether this process holds the lease for removing expired rows
   */
  public RecoveryFeature(
      Config config,
      Store store,
      OneTimeCodes codes,
      Mailer mailer,
      PasswordFeature passwords,
      PasswordResets.KnownSources known,
      ConfirmationListener confirmations,
      SignUpWork work,
      BooleanSupplier holdsLease,
      SecurityEvents events) {
    this.store = store;
    this.holdsLease = holdsLease;
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
    this.changePassword =
        new ChangePasswordRoutes(config.get(RecoverySettings.CHANGE_PASSWORD_URL));
  }

  /** The password resets. */
  public PasswordResets resets() {
    return resets;
  }

  @Override
  public void erase(Transaction tx, long accountId, String username) {
    new MailboxRecoveryRows(tx).forget(accountId);
  }

  @Override
  public List<MaintenanceTasks.Task> maintenanceTasks() {
    return List.of(new MaintenanceTasks.Task("removing old recoveries by mail", this::purge));
  }

  private boolean purge() {
    return holdsLease.getAsBoolean()
        && store.<Integer>inTransaction(
                tx ->
                    new MailboxRecoveryRows(tx)
                        .purge(MailboxRecoveryRows.since(tx), PURGED_AT_ONCE))
            == PURGED_AT_ONCE;
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(new RecoveryRoutes(resets, mailer, work), administrative, changePassword);
  }
}

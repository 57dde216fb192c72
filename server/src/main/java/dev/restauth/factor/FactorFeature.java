package dev.restauth.factor;

import dev.restauth.account.Account;
import dev.restauth.account.FactorPolicy;
import dev.restauth.account.PasswordConfirmation;
import dev.restauth.event.EventType;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.notice.OwnerNotices;
import dev.restauth.operator.Operations;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.session.Sessions;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import dev.restauth.token.LoginTokens;
import dev.restauth.token.TokenIssuer;
import dev.restauth.vault.Vault;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The feature for second factors. */
public final class FactorFeature implements Feature {
  private static final long PURGED_AT_ONCE = 500;

  private final Store store;
  private final FactorCheck check;
  private final FactorEnrolment enrolment;
  private final FactorAccess access;
  private final OwnFactors own;
  private final TotpEnrolment totp;
  private final FactorRoutes routes;
  private final RemoveFactorsOperation operation;
  private final BooleanSupplier holdsLease;

  /**
   * Creates the feature.
   *
   * @param known determines whether an account was used from an address before
   * @param mailbox checks the proof that is required for enrolling an account's first factor
   * @param passkeys writes an account's passkeys into the list of its factors
   * @param issuerName the name of this server, for authenticator apps
   * @param holdsLease whether this process holds the maintenance lease, which only one server holds
   *     at a time
   */
  public FactorFeature(
      Store store,
      Vault vault,
      FactorCheck.KnownSources known,
      FactorCheck.OtherSources others,
      Sessions sessions,
      TokenIssuer issuer,
      PasswordConfirmation confirmation,
      FactorPolicy policy,
      MailboxProof mailbox,
      ListedFactors passkeys,
      OwnerNotices notices,
      String issuerName,
      BooleanSupplier holdsLease,
      SecurityEvents events) {
    this.store = store;
    this.holdsLease = holdsLease;
    TotpSecrets secrets = new TotpSecrets(vault);
    RecoveryCodes recoveryCodes = new RecoveryCodes(vault.digest("recovery-code"));
    this.check = new FactorCheck(store, secrets, recoveryCodes, known, notices, events);
    this.operation = new RemoveFactorsOperation(store, notices, events);
    this.enrolment = new FactorEnrolment(recoveryCodes, others, policy, events);
    this.access =
        new FactorAccess(store, new LoginTokens(sessions, issuer), confirmation, policy, mailbox);
    this.own =
        new OwnFactors(
            store,
            secrets,
            new EnrolmentRequests(vault),
            recoveryCodes,
            enrolment,
            notices,
            events);
    this.totp = new TotpEnrolment(own, access, issuerName);
    this.routes = new FactorRoutes(own, passkeys, totp, access);
  }

  /** Returns the object that checks codes. */
  public FactorCheck check() {
    return check;
  }

  /** Returns the object that adds factors to accounts. */
  public FactorEnrolment enrolment() {
    return enrolment;
  }

  /** Returns the rules that all calls that change factors share. */
  public FactorAccess access() {
    return access;
  }

  /** Returns the users' own factors. */
  public OwnFactors own() {
    return own;
  }

  /** Returns the object that enrols authenticator apps. */
  public TotpEnrolment totp() {
    return totp;
  }

  @Override
  public void erase(Transaction tx, long accountId, String username) {
    removeAll(tx, accountId);
  }

  /** Resets the counts of wrong codes of an account. */
  public static void resetFailures(Transaction tx, long accountId) {
    new FactorFailureRows(tx).resetAll(accountId);
  }

  /**
   * Removes an account's factors after a change of its address was undone, if the account had no
   * factors before that change. A thief may have enrolled these factors. If the account already had
   * a factor, a thief could not have added another, because this requires a log-in with the
   * existing factor. Recovery codes that were created after the change are always removed.
   *
   * @param since the time of the change
   * @param from the network of the client
   */
  public static void undone(
      Transaction tx,
      Account account,
      Instant since,
      Network from,
      OwnerNotices notices,
      SecurityEvents events) {
    new RecoveryCodeRows(tx).removeSince(account.id(), since);
    if (!AccountFactors.of(tx, account.id()).any()
        || AccountFactors.anyBefore(tx, account.id(), since)) {
      return;
    }
    removeAll(tx, account.id());
    events.record(
        tx,
        SecurityEvent.of(EventType.USER_FACTOR_REMOVED)
            .about(account.id())
            .from(Optional.of(from)));
    notices.factorRemoved(tx, account);
  }

  /** Removes all factors of an account. */
  public static void removeAll(Transaction tx, long accountId) {
    AccountFactors.removeAll(tx, accountId);
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(routes);
  }

  @Override
  public List<Operations.Source> operations() {
    return List.of(operation);
  }

  @Override
  public List<MaintenanceTasks.Task> maintenanceTasks() {
    return List.of(new MaintenanceTasks.Task("removing old counts of wrong codes", this::purge));
  }

  private boolean purge() {
    return holdsLease.getAsBoolean()
        && store.<Integer>inTransaction(
                tx ->
                    new FactorFailureRows(tx)
                        .purge(tx.now().minus(FactorBudget.KEPT), PURGED_AT_ONCE))
            == PURGED_AT_ONCE;
  }
}

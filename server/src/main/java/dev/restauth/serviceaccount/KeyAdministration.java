package dev.restauth.serviceaccount;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.ServiceAccountRows;
import dev.restauth.event.Actor;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.personalkey.KeyRequests;
import dev.restauth.personalkey.PersonalKey;
import dev.restauth.personalkey.PersonalKeys;
import dev.restauth.personalkey.PersonalKeys.Creation;
import dev.restauth.personalkey.PersonalKeys.Wanted;
import dev.restauth.role.AccountRights;
import dev.restauth.role.OrganizationRights;
import dev.restauth.role.Power;
import dev.restauth.role.Rights;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Lets administrators create keys of service accounts, and list and delete the keys of any account.
 * Each change is one transaction. It locks all rights before it checks the administrator's rights.
 * Thread-safe.
 *
 * @param organizations reads the rights of an account in an organisation
 */
record KeyAdministration(
    Store store, PersonalKeys keys, OrganizationRights.InTransaction organizations) {

  /** The result of a request for a key. */
  sealed interface Outcome {
    /** The outcome of creating the key. */
    record Done(Creation creation) implements Outcome {}

    /** No account has this id, or the account is closed. */
    record UnknownUser() implements Outcome {}

    /** The account belongs to a person, who creates keys themselves. */
    record OfPerson() implements Outcome {}

    /** The administrator's session was revoked, or their account was changed. */
    record Revoked() implements Outcome {}
  }

  /**
   * Returns the reason why administrators cannot create keys for an account; empty if they can
   * create keys.
   */
  private static Optional<Outcome> refusal(Transaction tx, long target) {
    boolean open =
        new AccountRows(tx)
            .findById(target)
            .filter(account -> account.state() != Account.State.CLOSED)
            .isPresent();
    if (!open) {
      return Optional.of(new Outcome.UnknownUser());
    }
    return new ServiceAccountRows(tx).find(target).isPresent()
        ? Optional.empty()
        : Optional.of(new Outcome.OfPerson());
  }

  /**
   * Creates a key of a service account. The account may be disabled.
   * @param generation the generation of the administrator's account at the time of authentication
   * @throws dev.restauth.role.EscalationException if the account has more power than the
   *     administrator
   * @throws ProblemException 403 if the account or the administrator does not hold a scope of the
   *     key; 404 if the account is not a member of the organisation
   */
  Outcome create(long target, Wanted wanted, Actor.Administrator by, long generation) {
    Outcome outcome = store.inTransaction(tx -> create(tx, target, wanted, by, generation));
    keys.committed();
    return outcome;
  }

  private Outcome create(
      Transaction tx, long target, Wanted wanted, Actor.Administrator by, long generation) {
    keys.prepare(tx);
    requirePower(tx, target, by);
    // The accounts are locked in the order of their ids, as in all transactions that lock two
    // accounts.
    LongStream.of(target, by.accountId())
        .sorted()
        .forEach(id -> new AccountRows(tx).lockUnlessClosed(id));
    Optional<Outcome> refusal = refusal(tx, target);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    if (!new AccountRows(tx).lock(by.accountId(), generation)) {
      return new Outcome.Revoked();
    }
    requireScopes(tx, target, wanted, by);
    return new Outcome.Done(keys.create(tx, target, wanted, by));
  }

  /**
   * Checks the scopes of a key. A key gives only access that both the account and the administrator
   * have, so administrators cannot give away rights that they do not have. In an organisation,
   * resource servers may also decide by the account's role. The administrator must therefore have
   * this role or a higher one in the organisation, or hold {@code orgs:write}.
   */
  private void requireScopes(Transaction tx, long target, Wanted wanted, Actor.Administrator by) {
    Rights ofTarget = AccountRights.of(tx, target);
    Rights ofActor = AccountRights.of(tx, by.accountId());
    if (wanted.organization().isPresent()) {
      String organization = wanted.organization().get();
      OrganizationRights there =
          organizations.find(tx, target, organization).orElseThrow(KeyAdministration::notAMember);
      Optional<OrganizationRights> own = organizations.find(tx, by.accountId(), organization);
      if (own.filter(each -> each.covers(there)).isEmpty()
          && !new Power(tx).holds(by.accountId(), AdministrativeScope.ORGS_WRITE)) {
        throw notAMember();
      }
      ofTarget = ofTarget.in(there);
      ofActor = own.map(ofActor::in).orElse(ofActor);
    }
    Set<String> scopes = wanted.scopes();
    KeyRequests.requireHeld(scopes, ofTarget.grantable(), "The service account");
    KeyRequests.requireHeld(scopes, ofActor.grantable(), "Your own account");
  }

  private static ProblemException notAMember() {
    return new ProblemException(
        ProblemType.NOT_FOUND.because(
            "There is no such organisation, or the service account is not a member of it, or you are"
                + " not a member with at least its role there."));
  }

  /** Returns the valid keys of an account, newest first; empty if no account has this id. */
  Optional<List<PersonalKey>> of(long accountId) {
    return store.reading(
        tx -> new AccountRows(tx).findById(accountId).map(_ -> PersonalKeys.of(tx, accountId)));
  }

  /**
   * Deletes a key of any account for good, and revokes all tokens that were issued for it.
   *
   * @return whether the account has such a key
   * @throws dev.restauth.role.EscalationException if the account has more power than the
   *     administrator
   */
  boolean end(long target, String id, Actor by) {
    return store.inTransaction(
        tx -> {
          requirePower(tx, target, by);
          return new AccountRows(tx).lockUnlessClosed(target) && keys.end(tx, target, id, by);
        });
  }

  private static void requirePower(Transaction tx, long target, Actor by) {
    Power power = new Power(tx).lock();
    power.requireHeld(by, AdministrativeScope.USERS_WRITE);
    power.require(by, target);
  }
}

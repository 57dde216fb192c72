package dev.restauth.admin;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.AdministeredAccounts;
import dev.restauth.account.RetiredNames;
import dev.restauth.account.ServiceAccountRows;
import dev.restauth.account.ServiceAccountRows.ServiceAccount;
import dev.restauth.account.Username;
import dev.restauth.event.Actor;
import dev.restauth.event.EventType;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonValue;
import dev.restauth.profile.ProfileFeature;
import dev.restauth.role.AccountRights;
import dev.restauth.role.Power;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Changes to accounts by administrators. Each change is one transaction, which locks all rights
 * before it checks the administrator's power. On this server, the change takes effect before the
 * method returns. Thread-safe.
 *
 * <p>All methods throw {@link dev.restauth.role.EscalationException} if the administrator does not
 * have enough power, and {@link ProblemException} 409 if nobody could assign roles after the
 * change.
 */
record UserAdministration(
    Store store, AdministeredAccounts accounts, AccountRights rights, SecurityEvents events) {

  /** The outcome of a change. */
  sealed interface Outcome {
    /** The change was stored durably; {@code user} is the account after the change. */
    record Changed(AdministeredUser user) implements Outcome {}

    /** No account has this id, or the account is closed. */
    record Unknown() implements Outcome {}

    /** The account was not in the expected state, and nothing was changed. */
    record Stale() implements Outcome {}

    /** Another account has or had the name, and nothing was changed. */
    record NameTaken() implements Outcome {}

    /** The account was renamed too often, and nothing was changed. */
    record TooManyNames(Duration retryAfter) implements Outcome {}

    /** Another request changed the account at the same time, and this call changed nothing. */
    record Conflict() implements Outcome {}
  }

  /**
   * A patch of an account. An empty member leaves the account's value unchanged.
   *
   * @param displayName a JSON string, or JSON null to remove the display name
   * @param adminAttributes computes the new attributes from the current ones
   * @param service the new data of a service account
   */
  record Patch(
      Optional<Username> username,
      Optional<JsonValue> displayName,
      Optional<Function<JsonObject, JsonObject>> adminAttributes,
      Optional<Boolean> active,
      Optional<ServiceAccount> service) {
    /** Returns a text without the values. */
    @Override
    public String toString() {
      return "Patch[]";
    }
  }

  /**
   * Changes an account.
   *
   * @param expected returns whether the caller expects the state with the given entity tag
   * @throws ProblemException 400 if the value of a member breaks a rule; the problem names the
   *     member
   */
  Outcome patch(long id, Patch patch, Predicate<String> expected, Actor by) {
    accounts.prepare();
    Outcome outcome =
        store.inTransaction(
            tx ->
                change(
                    tx,
                    id,
                    AdministrativeScope.USERS_WRITE,
                    expected,
                    by,
                    before -> patched(tx, before, patch, by)));
    accounts.committed();
    return outcome;
  }

  private Outcome patched(Transaction tx, AdministeredUser before, Patch patch, Actor by) {
    Account account = before.account();
    Optional<Outcome> refusal = patch.username().flatMap(name -> renamed(tx, account, name, by));
    if (refusal.isPresent()) {
      return refusal.get(); // nothing was changed yet
    }
    patch.displayName().ifPresent(name -> setDisplayName(tx, account.id(), name, by));
    patch
        .adminAttributes()
        .map(merge -> merge.apply(before.rights().attributes()))
        .filter(merged -> !merged.equals(before.rights().attributes()))
        .ifPresent(merged -> rights.replaceAttributes(tx, account.id(), merged, by));
    patch.service().ifPresent(wanted -> setOwner(tx, before, wanted.owner(), by));
    patch.active().ifPresent(active -> accounts.setActive(tx, account.id(), active, by));
    return now(tx, account.id());
  }

  private void setOwner(Transaction tx, AdministeredUser before, Optional<Long> owner, Actor by) {
    ServiceAccount service =
        before
            .service()
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemType.INVALID_MEMBER.because(
                            "The member \"owner\" is for service accounts, and this is a person's"
                                + " account.")));
    if (service.owner().equals(owner)) {
      return;
    }
    ServiceAccountRows rows = new ServiceAccountRows(tx);
    owner.ifPresent(id -> UserCreation.requireOwner(rows, id));
    rows.changeOwner(before.account().id(), owner);
    events.record(
        tx, SecurityEvent.of(EventType.USER_OWNER_CHANGED).about(before.account().id()).by(by));
  }

  private Optional<Outcome> renamed(Transaction tx, Account account, Username name, Actor by) {
    if (name.value().equals(account.username())) {
      return Optional.empty();
    }
    return switch (accounts.rename(tx, account, name, by)) {
      case RetiredNames.Outcome.Renamed _, RetiredNames.Outcome.Unchanged _ -> Optional.empty();
      case RetiredNames.Outcome.Taken _ -> Optional.of(new Outcome.NameTaken());
      case RetiredNames.Outcome.TooMany(Duration retryAfter) ->
          Optional.of(new Outcome.TooManyNames(retryAfter));
      case RetiredNames.Outcome.Conflict _ -> Optional.of(new Outcome.Conflict());
    };
  }

  private void setDisplayName(Transaction tx, long id, JsonValue name, Actor by) {
    if (ProfileFeature.setDisplayName(tx, id, name)) {
      events.record(tx, SecurityEvent.of(EventType.USER_PROFILE_CHANGED).about(id).by(by));
    }
  }

  /** Closes an account permanently, and erases it. */
  Outcome close(long id, Predicate<String> expected, Actor by) {
    accounts.prepare();
    Outcome outcome =
        store.inTransaction(
            tx ->
                change(
                    tx,
                    id,
                    AdministrativeScope.USERS_WRITE,
                    expected,
                    by,
                    before ->
                        accounts.close(tx, before.account(), by).isPresent()
                            ? now(tx, id)
                            : new Outcome.Conflict()));
    if (outcome instanceof Outcome.Changed) {
      accounts.discardErased();
    }
    return outcome;
  }

  /** Replaces the roles of an account. */
  Outcome setRoles(long id, Set<String> wanted, Predicate<String> expected, Actor by) {
    return store.inTransaction(
        tx ->
            change(
                tx,
                id,
                AdministrativeScope.ROLES_ASSIGN,
                expected,
                by,
                _ -> {
                  rights.replace(tx, id, wanted, by);
                  return now(tx, id);
                }));
  }

  private Outcome change(
      Transaction tx,
      long id,
      AdministrativeScope scope,
      Predicate<String> expected,
      Actor by,
      Function<AdministeredUser, Outcome> change) {
    accounts.lock(tx);
    Power power = new Power(tx).lock();
    power.requireHeld(by, scope);
    if (!new AccountRows(tx).lockUnlessClosedWithoutTurn(id)) {
      return new Outcome.Unknown();
    }
    power.require(by, id);
    AdministeredUser before = AdministeredUser.find(tx, id).orElseThrow();
    return expected.test(before.tag())
        ? power.keepingAnAdministrator(by, () -> change.apply(before))
        : new Outcome.Stale();
  }

  private static Outcome now(Transaction tx, long id) {
    return new Outcome.Changed(AdministeredUser.find(tx, id).orElseThrow());
  }
}

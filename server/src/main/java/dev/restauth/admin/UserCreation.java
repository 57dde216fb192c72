package dev.restauth.admin;

import dev.restauth.account.Account;
import dev.restauth.account.AdministeredAccounts;
import dev.restauth.account.ServiceAccountRows;
import dev.restauth.account.ServiceAccountRows.ServiceAccount;
import dev.restauth.account.Username;
import dev.restauth.email.EmailRows;
import dev.restauth.event.Actor;
import dev.restauth.event.EventType;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.json.JsonValue;
import dev.restauth.language.Language;
import dev.restauth.mail.EmailAddress;
import dev.restauth.mail.MailRequester;
import dev.restauth.mail.Mailer;
import dev.restauth.profile.ProfileFeature;
import dev.restauth.recovery.PasswordResets;
import dev.restauth.role.AccountRights;
import dev.restauth.role.Power;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Creates accounts for administrators. A person's new account has no password. Its user sets the
 * first password with a mailed code, which also confirms the e-mail address. Nobody else, not even
 * the administrator, can therefore log in. A service account never has a password. Thread-safe.
 */
record UserCreation(
    Store store,
    AdministeredAccounts accounts,
    AccountRights rights,
    PasswordResets resets,
    Mailer mailer,
    SecurityEvents events) {

  /**
   * A new account.
   *
   * @param service the additional data of a service account; empty for a person's account
   */
  record Wanted(
      Username username,
      Optional<EmailAddress> email,
      Optional<JsonValue> displayName,
      Set<String> roles,
      Optional<ServiceAccount> service) {
    /** Returns a text without the values. */
    @Override
    public String toString() {
      return "Wanted[]";
    }
  }

  /** The outcome of creating an account. */
  sealed interface Outcome {
    /** The account was stored durably, together with the mail if it has an address. */
    record Created(AdministeredUser user) implements Outcome {}

    /** The name is taken. */
    record NameTaken() implements Outcome {}

    /** Another account has confirmed the e-mail address. */
    record AddressTaken() implements Outcome {}

    /** Too many mails were sent to the address, and nothing was changed. */
    record Throttled(Duration retryAfter) implements Outcome {}
  }

  /**
   * Creates an account.
   *
   * @throws dev.restauth.role.EscalationException if the actor lacks a scope that the call
   *     requires, or an administrative scope of a role
   * @throws ProblemException 400 if the value of a member breaks a rule; the problem names the
   *     member
   */
  Outcome create(Wanted wanted, Actor by) {
    accounts.prepareCreation();
    Outcome outcome = store.inTransaction(tx -> created(tx, wanted, by));
    accounts.committed();
    return outcome;
  }

  private Outcome created(Transaction tx, Wanted wanted, Actor by) {
    accounts.lock(tx);
    Power power = new Power(tx).lock();
    power.requireHeld(by, AdministrativeScope.USERS_WRITE);
    if (!wanted.roles().isEmpty()) {
      power.requireHeld(by, AdministrativeScope.ROLES_ASSIGN);
      rights.requireGivable(
          tx, wanted.roles(), by); // first, so that the event of a refusal contains no account id
    }
    if (wanted.email().flatMap(new EmailRows(tx)::accountOf).isPresent()) {
      return new Outcome.AddressTaken();
    }
    wanted
        .service()
        .flatMap(ServiceAccount::owner)
        .ifPresent(owner -> requireOwner(new ServiceAccountRows(tx), owner));
    Optional<Duration> delay = wanted.email().flatMap(address -> mailer.delay(tx, address));
    if (delay.isPresent()) {
      return new Outcome.Throttled(delay.get());
    }
    return accounts
        .create(tx, wanted.username(), wanted.email().map(EmailAddress::text), by)
        .<Outcome>map(account -> filled(tx, account, wanted, by))
        .orElseGet(Outcome.NameTaken::new);
  }

  /**
   * Locks an account that will become the owner of a service account.
   *
   * @throws ProblemException 400 if the account does not belong to a person, or is closed
   */
  static void requireOwner(ServiceAccountRows rows, long owner) {
    if (!rows.lockOwner(owner)) {
      throw new ProblemException(
          ProblemType.INVALID_MEMBER.because(
              "The member \"owner\" must be the id of a person's account that is not closed."));
    }
  }

  private Outcome filled(Transaction tx, Account account, Wanted wanted, Actor by) {
    wanted
        .displayName()
        .filter(name -> ProfileFeature.setDisplayName(tx, account.id(), name))
        .ifPresent(
            _ ->
                events.record(
                    tx,
                    SecurityEvent.of(EventType.USER_PROFILE_CHANGED).about(account.id()).by(by)));
    wanted
        .service()
        .ifPresent(service -> new ServiceAccountRows(tx).add(account.id(), service.owner()));
    rights.replace(tx, account.id(), wanted.roles(), by);
    wanted
        .email()
        .ifPresent(
            address ->
                resets.begin(
                    tx,
                    account,
                    address,
                    Language.of(Optional.empty(), Optional.empty()),
                    MailRequester.administrator(by.text())));
    return new Outcome.Created(AdministeredUser.find(tx, account.id()).orElseThrow());
  }
}

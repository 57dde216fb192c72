package dev.restauth.recovery;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.ServiceAccountRows;
import dev.restauth.email.AskedCodes;
import dev.restauth.email.AskedCodes.Letter;
import dev.restauth.email.AskedCodes.Recipient;
import dev.restauth.event.Actor;
import dev.restauth.event.EventType;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.language.Language;
import dev.restauth.mail.EmailAddress;
import dev.restauth.mail.MailRequester;
import dev.restauth.mail.Mailer;
import dev.restauth.role.Power;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.util.Optional;

/**
 * Password resets that administrators begin for the owner of an account. Only the mail contains the
 * code, so the administrator cannot use it. The mail goes only to an address that the owner has
 * confirmed, because anybody who reads it can take over the account. An account with neither a
 * password nor a factor has no owner yet. In that case the mail goes to the address that an
 * administrator gave to the account. Thread-safe.
 */
record SentResets(
    Store store, AskedCodes asked, PasswordResets resets, Mailer mailer, SecurityEvents events) {
  /** The result of sending a code. */
  sealed interface Outcome {
    /** The mail was added to the outbox. */
    record Sent(Duration expiresIn) implements Outcome {}

    /** No account has this id. */
    record UnknownAccount() implements Outcome {}

    /** The account has no address to which a code may be sent. */
    record NoAddress() implements Outcome {}

    /** The account belongs to a program, and never has a password. */
    record ServiceAccount() implements Outcome {}

    /** The account is disabled or closed. */
    record NotActive() implements Outcome {}

    /** The address has received too many mails. */
    record Throttled(Duration retryAfter) implements Outcome {}
  }

  /**
   * Mails a code. The sessions of the account stay valid until the new password is set.
   *
   * @param language the language of the mail if the account has no locale
   * @throws dev.restauth.role.EscalationException if the actor lacks the scope for this call, or
   *     has less power than the account
   */
  Outcome send(long accountId, Language language, Actor by) {
    Outcome outcome = store.inTransaction(tx -> send(tx, accountId, language, by));
    mailer.wake();
    return outcome;
  }

  private Outcome send(Transaction tx, long accountId, Language language, Actor by) {
    mailer.lock(tx);
    Power power = new Power(tx).lock();
    power.requireHeld(by, AdministrativeScope.USERS_WRITE);
    power.require(by, accountId);
    boolean locked = new AccountRows(tx).lockUnlessClosed(accountId);
    Optional<Account> account = new AccountRows(tx).findById(accountId);
    if (account.isEmpty()) {
      return new Outcome.UnknownAccount();
    }
    if (!locked || !account.get().active()) {
      return new Outcome.NotActive();
    }
    if (new ServiceAccountRows(tx).find(accountId).isPresent()) {
      return new Outcome.ServiceAccount();
    }
    return PasswordResets.addressOf(tx, account.get())
        .map(address -> send(tx, account.get(), address, language, by))
        .orElseGet(Outcome.NoAddress::new);
  }

  private Outcome send(
      Transaction tx, Account account, EmailAddress address, Language language, Actor by) {
    Optional<Duration> delay = mailer.delay(tx, address);
    if (delay.isPresent()) {
      return new Outcome.Throttled(delay.get());
    }
    Letter letter =
        resets.letters().unasked(new Recipient(Optional.of(account), address, true), language);
    String _ = asked.mail(tx, letter, MailRequester.administrator(by.text())).orElseThrow();
    events.record(
        tx, SecurityEvent.of(EventType.USER_PASSWORD_RESET_SENT).about(account.id()).by(by));
    return new Outcome.Sent(resets.duration());
  }
}

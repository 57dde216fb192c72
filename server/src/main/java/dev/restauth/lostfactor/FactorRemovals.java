package dev.restauth.lostfactor;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.RevokingAccountRows;
import dev.restauth.assurance.HalfAuthentication;
import dev.restauth.assurance.ProofMethod;
import dev.restauth.code.OneTimeCodes;
import dev.restauth.code.OneTimeCodes.Pending;
import dev.restauth.code.OneTimeCodes.Subject;
import dev.restauth.code.OneTimeCodes.Validity;
import dev.restauth.code.Purpose;
import dev.restauth.email.AskedCodes;
import dev.restauth.email.AskedCodes.Letter;
import dev.restauth.email.AskedCodes.Recipient;
import dev.restauth.email.EmailRows;
import dev.restauth.event.EventType;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.factor.FactorFeature;
import dev.restauth.language.Language;
import dev.restauth.language.TimeText;
import dev.restauth.mail.EmailAddress;
import dev.restauth.mail.MailKind;
import dev.restauth.mail.MailRequester;
import dev.restauth.mail.Mailer;
import dev.restauth.notice.OwnerNotices;
import dev.restauth.recovery.MailboxRecoveryRows;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Removals of lost second factors, with a mailed link. A removal can be requested only with the
 * password. It becomes possible after {@link #DELAY}. Until then, an owner who has not lost the
 * factor can stop the removal, with the link in the mail or by logging in. If the mailbox was
 * recently used to set the password, it cannot be used to remove the factors. Otherwise the mailbox
 * alone would suffice to take over the account. Thread-safe.
 */
public record FactorRemovals(
    Store store,
    OneTimeCodes codes,
    AskedCodes asked,
    Mailer mailer,
    OwnerNotices notices,
    SecurityEvents events) {
  /** The time after which a removal becomes possible. */
  static final Duration DELAY = Duration.ofDays(1);

  /** The time for which a removal is possible after {@link #DELAY}. */
  static final Duration WORKS = Duration.ofDays(3);

  private static final Duration ANOTHER_MAIL = Duration.ofMinutes(1);
  private static final Validity VALIDITY = new Validity(Duration.ZERO, DELAY.plus(WORKS));

  /** The outcome of requesting a removal. */
  public sealed interface Asking {
    /** A mail was added to the outbox, now or at an earlier request. */
    record Waiting(Instant worksAt, Instant until) implements Asking {}

    /** The account has no confirmed address. */
    record NoAddress() implements Asking {}

    /** The mailbox was recently used to set the password. */
    record Excluded() implements Asking {}

    /** The first proof came from the mailbox, not from the password. */
    record PasswordMissing() implements Asking {}

    /** Too many mails were sent to the address, or were requested from the client's network. */
    record Throttled(Duration retryAfter) implements Asking {}

    /** The account has changed since the user gave the password. */
    record Changed() implements Asking {}
  }

  /** The outcome of a request with the code from a mail. */
  public sealed interface Presented {
    /** The removal was completed or stopped durably. */
    record Done() implements Presented {}

    /** The code is correct, but the removal is not possible yet. */
    record NotYet(Instant worksAt) implements Presented {}

    /** The code is wrong, was already used, or has expired, or the removal was stopped. */
    record InvalidCode() implements Presented {}
  }

  /**
   * Mails a code to the owner of an account. While a code is pending, no other code is mailed.
   * Otherwise a thief with the password could restart the delay again and again.
   */
  public Asking ask(HalfAuthentication half, Network network, Language language) {
    if (!half.methods().all().contains(ProofMethod.PASSWORD)) {
      return new Asking.PasswordMissing();
    }
    MailRequester requester = MailRequester.proved(network.text());
    Asking asking = store.inTransaction(tx -> ask(tx, half, network, requester, language));
    mailer.wake();
    return asking;
  }

  private Asking ask(
      Transaction tx,
      HalfAuthentication half,
      Network network,
      MailRequester requester,
      Language language) {
    Optional<Duration> refused = mailer.throttle(tx, requester);
    if (refused.isPresent()) {
      return new Asking.Throttled(refused.get());
    }
    AccountRows accounts = new AccountRows(tx);
    if (!accounts.lock(half.accountId(), half.generation())) {
      return new Asking.Changed();
    }
    Account account = accounts.findById(half.accountId()).orElseThrow();
    Optional<EmailAddress> address = confirmed(tx, account.id());
    if (address.isEmpty()) {
      return new Asking.NoAddress();
    }
    if (new MailboxRecoveryRows(tx).hasResetSince(account.id(), MailboxRecoveryRows.since(tx))) {
      return new Asking.Excluded();
    }
    return waiting(tx, account)
        .map(FactorRemovals::waiting)
        .orElseGet(() -> mail(tx, account, address.get(), network, requester, language));
  }

  private Asking mail(
      Transaction tx,
      Account account,
      EmailAddress address,
      Network network,
      MailRequester requester,
      Language language) {
    Instant now = tx.now();
    Letter letter =
        new Letter(
            Purpose.FACTOR_REMOVAL,
            MailKind.FACTOR_REMOVAL,
            VALIDITY,
            new Recipient(Optional.of(account), address, true),
            language,
            issued -> {
              String code = issued.request() + "." + issued.link();
              return Map.of(
                  "username", account.username(),
                  "time", TimeText.of(now),
                  "from", TimeText.of(now.plus(DELAY)),
                  "until", TimeText.of(now.plus(DELAY).plus(WORKS)),
                  "code", code,
                  "link", mailer.link("lost-factor", code).orElse(""));
            });
    codes.endAll(tx, account.id(), Purpose.FACTOR_REMOVAL); // removes codes of earlier generations
    if (asked.mail(tx, letter, requester).isEmpty()) {
      codes.endAll(tx, account.id(), Purpose.FACTOR_REMOVAL);
      return new Asking.Throttled(ANOTHER_MAIL);
    }
    record(tx, EventType.USER_FACTOR_REMOVAL_ASKED, account.id(), network);
    return waiting(waiting(tx, account).orElseThrow());
  }

  private Optional<Pending> waiting(Transaction tx, Account account) {
    return codes
        .pending(tx, account.id(), Purpose.FACTOR_REMOVAL)
        .filter(pending -> pending.open() && pending.generation() == account.generation());
  }

  private static Asking waiting(Pending pending) {
    return new Asking.Waiting(pending.since().plus(DELAY), pending.until());
  }

  private static Optional<EmailAddress> confirmed(Transaction tx, long accountId) {
    return new EmailRows(tx).find(accountId).flatMap(EmailRows.Address::confirmed);
  }

  /**
   * Removes the factors of the account to which a code belongs, and revokes the account's sessions
   * and keys.
   */
  public Presented complete(String code, Network network) {
    String request = request(code);
    Optional<Subject> subject = attempt(code);
    if (subject.isEmpty()) {
      return new Presented.InvalidCode();
    }
    long id = subject.get().accountId().orElseThrow();
    Optional<Instant> worksAt =
        store.reading(
            tx ->
                codes
                    .pending(tx, id, Purpose.FACTOR_REMOVAL)
                    .map(pending -> pending.since().plus(DELAY))
                    .filter(tx.now()::isBefore));
    if (worksAt.isPresent()) {
      codes.revertAttempt(request); // a correct code does not count as a guess
      return new Presented.NotYet(worksAt.get());
    }
    boolean removed =
        store.inTransaction(
            tx -> {
              notices.prepare(tx);
              return codes.consume(tx, request) && removed(tx, subject.get(), network);
            });
    notices.committed();
    return removed ? new Presented.Done() : new Presented.InvalidCode();
  }

  private boolean removed(Transaction tx, Subject subject, Network network) {
    long id = subject.accountId().orElseThrow();
    AccountRows accounts = new AccountRows(tx);
    if (!accounts.lock(id, subject.generation())
        || confirmed(tx, id).filter(now -> now.text().equals(subject.address())).isEmpty()) {
      return false;
    }
    Optional<Account> ended =
        accounts
            .findById(id)
            .filter(Account::factor)
            .flatMap(
                account ->
                    new RevokingAccountRows(tx).endKeysAndSessions(id, account.generation()));
    ended.ifPresent(
        account -> {
          FactorFeature.removeAll(tx, id);
          new MailboxRecoveryRows(tx).factorsRemoved(id, tx.now());
          record(tx, EventType.USER_FACTOR_REMOVED, id, network);
          notices.factorRemoved(tx, account);
        });
    return ended.isPresent();
  }

  /** Stops a pending removal. */
  public Presented stop(String code, Network network) {
    boolean stopped =
        attempt(code)
            .filter(
                subject ->
                    store.<Boolean>inTransaction(
                        tx -> {
                          boolean first = codes.consume(tx, request(code));
                          if (first) {
                            record(
                                tx,
                                EventType.USER_FACTOR_REMOVAL_STOPPED,
                                subject.accountId().orElseThrow(),
                                network);
                          }
                          return first;
                        }))
            .isPresent();
    return stopped ? new Presented.Done() : new Presented.InvalidCode();
  }

  private Optional<Subject> attempt(String code) {
    return codes.attempt(
        request(code), Purpose.FACTOR_REMOVAL, code.substring(code.indexOf('.') + 1));
  }

  private static String request(String code) {
    return code.substring(0, Math.max(0, code.indexOf('.')));
  }

  private void record(Transaction tx, EventType type, long accountId, Network network) {
    events.record(tx, SecurityEvent.of(type).about(accountId).from(Optional.of(network)));
  }
}

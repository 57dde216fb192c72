package dev.restauth.enrolment;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.code.OneTimeCodes;
import dev.restauth.code.Purpose;
import dev.restauth.email.AskedCodes;
import dev.restauth.email.AskedCodes.Recipient;
import dev.restauth.email.EmailRows;
import dev.restauth.event.Network;
import dev.restauth.factor.MailboxProof;
import dev.restauth.http.CallerRevokedException;
import dev.restauth.language.Language;
import dev.restauth.mail.EmailAddress;
import dev.restauth.mail.MailRequester;
import dev.restauth.mail.Mailer;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.util.Optional;

/**
 * Codes for logged-in users who voluntarily enrol the first factor of their account. If the account
 * has a confirmed address, the enrolment requires a code from the mailbox. Otherwise a thief with
 * the password could enrol a factor, and lock the owner out. No code is required for an account
 * without a password, because there is no password to steal. Thread-safe.
 */
public final class FirstFactorCodes implements MailboxProof {
  /** The minimum time between two mails to the same address. */
  private static final Duration ANOTHER_MAIL = Duration.ofMinutes(1);

  private final Store store;
  private final OneTimeCodes codes;
  private final AskedCodes asked;
  private final Mailer mailer;

  /** Creates the codes for the accounts in {@code store}. */
  public FirstFactorCodes(Store store, OneTimeCodes codes, Mailer mailer) {
    this.store = store;
    this.codes = codes;
    this.asked = new AskedCodes(store, codes, mailer);
    this.mailer = mailer;
  }

  /** The outcome of requesting a code. */
  public sealed interface Mailing {
    /** The mail was added to the outbox. */
    record Mailed(String request) implements Mailing {}

    /** Enrolling a factor requires no code. */
    record NotNeeded() implements Mailing {}

    /** Too many mails were sent to the address, or were requested from the client's network. */
    record Throttled(Duration retryAfter) implements Mailing {}
  }

  @Override
  public boolean isNeeded(long accountId) {
    return mailer.isConfigured()
        && store.<Boolean>reading(
            tx ->
                new AccountRows(tx)
                    .findById(accountId)
                    .filter(account -> address(tx, account).isPresent())
                    .isPresent());
  }

  /**
   * Returns the address to which a code is mailed; empty if enrolling a factor requires no code.
   */
  private static Optional<EmailAddress> address(Transaction tx, Account account) {
    return account.factor() || account.passwordHash().isEmpty()
        ? Optional.empty()
        : new EmailRows(tx).find(account.id()).flatMap(EmailRows.Address::confirmed);
  }

  /**
   * Mails a code to the confirmed address of an account.
   *
   * @throws CallerRevokedException if the account has changed in the meantime
   */
  public Mailing mail(long accountId, long generation, Network network, Language language) {
    if (!mailer.isConfigured()) {
      return new Mailing.NotNeeded();
    }
    MailRequester requester = MailRequester.proved(network.text());
    Mailing outcome =
        store.inTransaction(tx -> mail(tx, accountId, generation, requester, language));
    mailer.wake();
    return outcome;
  }

  private Mailing mail(
      Transaction tx, long accountId, long generation, MailRequester requester, Language language) {
    Optional<Duration> refused = mailer.throttle(tx, requester);
    if (refused.isPresent()) {
      return new Mailing.Throttled(refused.get());
    }
    AccountRows accounts = new AccountRows(tx);
    if (!accounts.lock(accountId, generation)) {
      throw new CallerRevokedException();
    }
    Account account = accounts.findById(accountId).orElseThrow();
    Optional<EmailAddress> address = address(tx, account);
    if (address.isEmpty()) {
      return new Mailing.NotNeeded();
    }
    Recipient owner = new Recipient(Optional.of(account), address.get(), true);
    return asked
        .mail(tx, EnrolmentCodes.letter(owner, language), requester)
        .<Mailing>map(Mailing.Mailed::new)
        .orElseGet(() -> new Mailing.Throttled(ANOTHER_MAIL));
  }

  @Override
  public boolean accepts(long accountId, long generation, Optional<String> request, String code) {
    int dot = code.indexOf('.');
    String id = request.orElseGet(() -> dot < 0 ? "" : code.substring(0, dot));
    String presented = request.isPresent() ? code : code.substring(dot + 1);
    return codes
        .check(id, Purpose.ENROLMENT, presented)
        .filter(subject -> subject.accountId().equals(Optional.of(accountId)))
        .filter(subject -> subject.generation() == generation)
        .isPresent();
  }
}

package dev.restauth.recovery;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.EndedSessionRows;
import dev.restauth.account.RevokingAccountRows;
import dev.restauth.code.OneTimeCodes;
import dev.restauth.code.OneTimeCodes.Subject;
import dev.restauth.code.Purpose;
import dev.restauth.email.AskedCodes;
import dev.restauth.email.AskedCodes.Recipient;
import dev.restauth.email.ConfirmationListener;
import dev.restauth.email.EmailRows;
import dev.restauth.event.EventType;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.language.Language;
import dev.restauth.language.TimeText;
import dev.restauth.mail.EmailAddress;
import dev.restauth.mail.MailKind;
import dev.restauth.mail.MailRequester;
import dev.restauth.mail.Mailer;
import dev.restauth.password.HashOutcome;
import dev.restauth.password.HashRequest;
import dev.restauth.password.PasswordHash;
import dev.restauth.password.PasswordHasher;
import dev.restauth.password.PasswordPolicy;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Password resets with mailed codes. A code is mailed only to a confirmed address. A single call
 * with the code sets the new password. A request for a code does the same work whether or not the
 * account exists. Thread-safe.
 */
public final class PasswordResets {
  private final AskedCodes asked;
  private final Store store;
  private final OneTimeCodes codes;
  private final Mailer mailer;
  private final PasswordPolicy policy;
  private final PasswordHasher hasher;
  private final KnownSources known;
  private final ConfirmationListener confirmations;
  private final SecurityEvents events;
  private final ResetLetters letters;

  /** Determines known addresses of accounts. */
  @FunctionalInterface
  public interface KnownSources {
    /**
     * Returns whether an address is a known address of an account; false if no account has this
     * name.
     */
    boolean isKnown(Transaction tx, String username, String source);
  }

  /** The outcome of setting the new password. */
  public sealed interface Outcome {
    /** The password was set durably. All sessions and tokens of the account are revoked. */
    record Done() implements Outcome {}

    /** The code is wrong, was already used, or has expired. */
    record InvalidCode() implements Outcome {}

    /** The password violates a rule. The code is still valid. */
    record InvalidPassword(String reason) implements Outcome {}

    /** The mailbox was recently used to remove the second factor. The code is still valid. */
    record Excluded() implements Outcome {}

    /** Too many passwords are waiting to be hashed. The code is still valid. */
    record Busy() implements Outcome {}
  }

  /**
   * Creates the resets for the accounts in {@code store}.
   *
   * @param duration the time for which the link in a mail is valid
   */
  public PasswordResets(
      Store store,
      OneTimeCodes codes,
      Mailer mailer,
      PasswordPolicy policy,
      PasswordHasher hasher,
      KnownSources known,
      ConfirmationListener confirmations,
      SecurityEvents events,
      Duration duration) {
    this.asked = new AskedCodes(store, codes, mailer);
    this.store = store;
    this.codes = codes;
    this.mailer = mailer;
    this.policy = policy;
    this.hasher = hasher;
    this.known = known;
    this.confirmations = confirmations;
    this.events = events;
    this.letters = new ResetLetters(mailer, duration);
  }

  /** Returns the time for which the link in a mail is valid. */
  public Duration duration() {
    return letters.validity().link();
  }

  /**
   * Mails a code if the target is an active account with a confirmed address.
   *
   * @param source the client's address, as the log-in throttle counts it
   */
  public AskedCodes.Ask ask(ResetTarget target, Network network, String source, Language language) {
    return asked.ask(
        tx -> {
          TargetAccount found = TargetAccount.find(tx, target);
          boolean isKnown = known.isKnown(tx, found.username(), source);
          return new MailRequester(network.text(), isKnown, !found.named());
        },
        tx -> letters.asked(TargetAccount.find(tx, target).recipient(tx), language));
  }

  /** The mails with the codes. */
  ResetLetters letters() {
    return letters;
  }

  /**
   * Begins a reset for an account with a confirmed address, and mails its code. No limit applies.
   * Returns the id of the code's request.
   */
  public String begin(Transaction tx, Account account, EmailAddress address, Language language) {
    return asked.mail(
        tx, letters.asked(new Recipient(Optional.of(account), address, true), language));
  }

  /**
   * Begins a reset for an account that an administrator creates, and mails its code.
   *
   * @param requester the administrator, for whom {@link Mailer#delay} must have returned empty
   */
  public void begin(
      Transaction tx,
      Account account,
      EmailAddress address,
      Language language,
      MailRequester requester) {
    Recipient owner = new Recipient(Optional.of(account), address, true);
    String _ = asked.mail(tx, letters.asked(owner, language), requester).orElseThrow();
  }

  /**
   * Returns the address to which {@link #begin} can mail a code. Usually this is the confirmed
   * address. If the account has neither a password nor a second factor, the address may also come
   * from an administrator. Setting the first password then confirms it. An account without a
   * password but with a factor may be in use with passkeys, so its address must be confirmed.
   */
  public static Optional<EmailAddress> addressOf(Transaction tx, Account account) {
    return new EmailRows(tx)
        .find(account.id())
        .filter(
            address ->
                address.verified() || (account.passwordHash().isEmpty() && !account.factor()))
        .flatMap(EmailRows.Address::email)
        .flatMap(EmailAddress::of);
  }

  /** The outcome of checking a code before the user has entered the new password. */
  public sealed interface Checked {
    /** The code is correct, and still valid. */
    record Correct(long accountId, String username) implements Checked {}

    /** The code is wrong, was already used, or has expired. */
    record InvalidCode() implements Checked {}

    /** The mailbox was recently used to remove the second factor. The code is still valid. */
    record Excluded() implements Checked {}
  }

  /**
   * Checks a mailed code, for a user who enters the new password in a later step. A wrong code
   * counts as an attempt.
   */
  public Checked check(String request, String code) {
    return codes
        .check(request, Purpose.PASSWORD_RESET, code)
        .flatMap(this::account)
        .<Checked>map(
            account ->
                isExcluded(account.id())
                    ? new Checked.Excluded()
                    : new Checked.Correct(account.id(), account.username()))
        .orElseGet(Checked.InvalidCode::new);
  }

  /**
   * Returns the account to which a code belongs, if it is active and has not changed since the code
   * was mailed.
   */
  private Optional<Account> account(Subject subject) {
    return store
        .<Optional<Account>>reading(
            tx -> new AccountRows(tx).findById(subject.accountId().orElseThrow()))
        .filter(Account::active)
        .filter(found -> found.generation() == subject.generation());
  }

  private boolean isExcluded(long id) {
    return store.<Boolean>reading(
        tx ->
            new MailboxRecoveryRows(tx).hasRemovedFactorsSince(id, MailboxRecoveryRows.since(tx)));
  }

  /** Sets a new password with a mailed code. */
  public Outcome reset(
      String request, String code, String password, HashRequest hashing, Language language) {
    Optional<Subject> subject = codes.attempt(request, Purpose.PASSWORD_RESET, code);
    Optional<Account> account = subject.flatMap(this::account);
    if (account.isEmpty()) {
      return new Outcome.InvalidCode();
    }
    if (isExcluded(account.get().id())) {
      codes.revertAttempt(request);
      return new Outcome.Excluded();
    }
    return switch (policy.check(password, account.get().username())) {
      case PasswordPolicy.Refused(String reason) -> {
        codes.revertAttempt(request);
        yield new Outcome.InvalidPassword(reason);
      }
      case PasswordPolicy.Acceptable(String prepared) ->
          switch (hasher.hash(prepared, hashing)) {
            case HashOutcome.Busy _ -> {
              codes.revertAttempt(request);
              yield new Outcome.Busy();
            }
            case HashOutcome.Hashed(PasswordHash hash) ->
                set(request, subject.get(), account.get(), hash, hashing, language);
          };
    };
  }

  private Outcome set(
      String request,
      Subject subject,
      Account account,
      PasswordHash hash,
      HashRequest hashing,
      Language language) {
    boolean done =
        store.inTransaction(
            tx -> {
              mailer.lock(tx);
              return codes.consume(tx, request)
                  && hasConfirmed(tx, account, subject.address(), hashing)
                  && new RevokingAccountRows(tx)
                      .changePassword(account.id(), account.generation(), hash.text())
                      .map(changed -> complete(tx, account, changed, hashing, language))
                      .isPresent();
            });
    if (!done) {
      return new Outcome.InvalidCode();
    }
    mailer.wake();
    return new Outcome.Done();
  }

  /**
   * Returns whether the account still has the address to which the code was mailed. If an
   * administrator gave the address to an account without a password, the code confirms the address.
   */
  private boolean hasConfirmed(Transaction tx, Account account, String mailed, HashRequest client) {
    EmailRows rows = new EmailRows(tx);
    Optional<EmailAddress> address =
        addressOf(tx, account).filter(each -> each.text().equals(mailed));
    if (address.isEmpty() || rows.find(account.id()).orElseThrow().verified()) {
      return address.isPresent();
    }
    boolean confirmed = rows.confirm(account.id(), account.generation(), address.get());
    if (confirmed) {
      confirmations.confirmed(tx, address.get(), account.id());
      events.record(
          tx,
          SecurityEvent.of(EventType.USER_EMAIL_CHANGED)
              .about(account.id())
              .from(client.address().map(Network::of)));
    }
    return confirmed;
  }

  /**
   * Returns the kind of notice for an account. If the owner had removed the password, the notice
   * says that the account has a password again.
   */
  private static MailKind notice(Account before) {
    return before.passwordHash().isEmpty() && before.factor()
        ? MailKind.PASSWORD_ADDED
        : MailKind.PASSWORD_CHANGED;
  }

  /**
   * Records the reset, revokes the codes and personal keys that a thief could still use, and
   * notifies the account's user. The first password of an account excludes nothing, because only the
   * mailbox shows who the owner is.
   */
  private Account complete(
      Transaction tx, Account before, Account changed, HashRequest client, Language language) {
    events.record(
        tx,
        SecurityEvent.of(EventType.USER_PASSWORD_RESET)
            .about(changed.id())
            .from(client.address().map(Network::of)));
    codes.endAll(tx, changed.id(), Purpose.PASSWORD_RESET, Purpose.CONFIRM_EMAIL);
    new EndedSessionRows(tx).endKeys(changed.id());
    Instant now = tx.now();
    if (before.passwordHash().isPresent() || before.factor()) {
      new MailboxRecoveryRows(tx).reset(changed.id(), now);
    }
    new EmailRows(tx)
        .find(changed.id())
        .flatMap(EmailRows.Address::confirmed)
        .ifPresent(
            address ->
                mailer.addNotice(
                    tx,
                    new Mailer.Request(
                        notice(before),
                        address,
                        language,
                        Optional.of(changed.id()),
                        Map.of("username", changed.username(), "time", TimeText.of(now)),
                        now.plus(Duration.ofDays(3)))));
    return changed;
  }
}

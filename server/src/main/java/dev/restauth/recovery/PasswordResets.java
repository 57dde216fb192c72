package dev.restauth.recovery;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.Username;
import dev.restauth.code.OneTimeCodes;
import dev.restauth.code.OneTimeCodes.Issued;
import dev.restauth.code.OneTimeCodes.Subject;
import dev.restauth.code.OneTimeCodes.Validity;
import dev.restauth.code.Purpose;
import dev.restauth.email.EmailRows;
import dev.restauth.event.EventType;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.mail.EmailAddress;
import dev.restauth.mail.MailKind;
import dev.restauth.mail.MailLanguage;
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
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Password resets by mailed codes. A code goes to a confirmed address alone, and one call with the code is the only way
 * to the new password. Asking does the same work whether or not there is such an account. Thread-safe.
 */
public final class PasswordResets {
  private static final Duration DIGITS = Duration.ofMinutes(10);

  /** Where a decoy goes that was asked for by a user name. It is never delivered. */
  private static final EmailAddress NOWHERE =
      EmailAddress.of("nobody@example.invalid").orElseThrow();

  /** No account has this id; looking for it takes as long as looking for one. */
  private static final long NOBODY = 0;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Store store;
  private final OneTimeCodes codes;
  private final Mailer mailer;
  private final PasswordPolicy policy;
  private final PasswordHasher hasher;
  private final KnownSources known;
  private final SecurityEvents events;
  private final Validity validity;

  /** Knows from where accounts were used before. */
  @FunctionalInterface
  public interface KnownSources {
    /** Whether an account was used from there before; false for a name that nobody has. */
    boolean isKnown(Transaction tx, String username, String source);
  }

  /** Whose password is to be reset. */
  sealed interface Target {
    /** Of whom this is the confirmed address. */
    record ByAddress(EmailAddress address) implements Target {}

    /** Who has this user name. */
    record ByUsername(String username) implements Target {}
  }

  /** How asking for a code ended. */
  sealed interface Ask {
    /** If there is such an account, a code was mailed, unless its address has got too many. */
    record Started(String request) implements Ask {}

    /** The client's network has asked for too many mails. */
    record Throttled(Duration retryAfter) implements Ask {}
  }

  /** How setting the new password ended. */
  sealed interface Outcome {
    /** Done, durably; all sessions and tokens of the account have ended. */
    record Done() implements Outcome {}

    /** The code is wrong, was used, or has ended. */
    record InvalidCode() implements Outcome {}

    /** The password breaks a rule; the code is still good. */
    record InvalidPassword(String reason) implements Outcome {}

    /** Too many passwords wait to be hashed; the code is still good. */
    record Busy() implements Outcome {}
  }

  /**
   * Resets of the accounts in {@code store}.
   *
   * @param duration how long the link in a mail is good
   */
  public PasswordResets(
      Store store,
      OneTimeCodes codes,
      Mailer mailer,
      PasswordPolicy policy,
      PasswordHasher hasher,
      KnownSources known,
      SecurityEvents events,
      Duration duration) {
    this.store = store;
    this.codes = codes;
    this.mailer = mailer;
    this.policy = policy;
    this.hasher = hasher;
    this.known = known;
    this.events = events;
    this.validity = new Validity(DIGITS.compareTo(duration) < 0 ? DIGITS : duration, duration);
  }

  /** How long the link in a mail is good. */
  public Duration duration() {
    return validity.link();
  }

  /**
   * Mails a code, if there is an active account with a confirmed address.
   *
   * @param source where the client is, as log-ins count it
   */
  Ask ask(Target target, Network network, String source, MailLanguage language) {
    Ask ask =
        store.inTransaction(
            tx -> {
              Optional<Account> account = account(tx, target);
              String name =
                  account
                      .map(Account::username)
                      .orElseGet(
                          () -> target instanceof Target.ByUsername(String typed) ? typed : "");
              Mailer.Asker asker =
                  new Mailer.Asker(network.text(), known.isKnown(tx, name, source));
              return mailer
                  .throttle(tx, asker)
                  .<Ask>map(Ask.Throttled::new)
                  .orElseGet(() -> new Ask.Started(start(tx, account, target, asker, language)));
            });
    mailer.wake();
    return ask;
  }

  private static Optional<Account> account(Transaction tx, Target target) {
    AccountRows accounts = new AccountRows(tx);
    return switch (target) {
      case Target.ByAddress(EmailAddress address) ->
          accounts.findById(new EmailRows(tx).accountOf(address).orElse(NOBODY));
      case Target.ByUsername(String username) -> byUsername(accounts, username);
    };
  }

  private static Optional<Account> byUsername(AccountRows accounts, String username) {
    // PostgreSQL stores no NUL in a text, so no account has one in its name.
    String possible = username.indexOf('\0') < 0 ? username : "";
    return Username.spellings(possible).stream()
        .map(accounts::findByUsername)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private String start(
      Transaction tx,
      Optional<Account> account,
      Target target,
      Mailer.Asker asker,
      MailLanguage language) {
    Optional<EmailAddress> address =
        new EmailRows(tx)
            .find(account.map(Account::id).orElse(NOBODY))
            .flatMap(EmailRows.Address::confirmed);
    Optional<Account> owner = account.filter(Account::active).filter(_ -> address.isPresent());
    Issued issued = issue(tx, owner, address);
    if (wasErased(tx, owner)) {
      var _ = codes.consume(tx, issued.request());
      return start(tx, Optional.empty(), target, asker, language);
    }
    Mailer.Request mail =
        mail(tx, owner, address.or(() -> typed(target)).orElse(NOWHERE), issued, language);
    boolean mailed = false;
    if (owner.isPresent()) {
      mailed = mailer.addAsked(tx, mail, asker);
    } else {
      mailer.addDecoy(tx, mail, asker);
    }
    codes.settle(tx, issued, mailed);
    return issued.request();
  }

  /**
   * Whether the account was erased since it was read: then it must get neither a code nor a mail.
   * The code's row refers to the account, so that no later transaction can erase it before this one
   * ends.
   */
  private static boolean wasErased(Transaction tx, Optional<Account> owner) {
    boolean active =
        new AccountRows(tx)
            .findById(owner.map(Account::id).orElse(NOBODY))
            .filter(Account::active)
            .isPresent();
    return owner.isPresent() && !active;
  }

  private static Optional<EmailAddress> typed(Target target) {
    return target instanceof Target.ByAddress(EmailAddress address)
        ? Optional.of(address)
        : Optional.empty();
  }

  private Issued issue(Transaction tx, Optional<Account> owner, Optional<EmailAddress> address) {
    return codes.issue(
        tx,
        Purpose.PASSWORD_RESET,
        new Subject(
            owner.map(Account::id),
            owner.map(Account::generation).orElse(0L),
            address.map(EmailAddress::text).orElse("")),
        validity);
  }

  private Mailer.Request mail(
      Transaction tx,
      Optional<Account> owner,
      EmailAddress to,
      Issued issued,
      MailLanguage language) {
    return new Mailer.Request(
        MailKind.PASSWORD_RESET,
        to,
        language,
        owner.map(Account::id),
        Map.of(
            "username", owner.map(Account::username).orElse(""),
            "code", issued.spaced(),
            "minutes", Long.toString(validity.digits().toMinutes()),
            "link", mailer.link("reset", issued.request() + "." + issued.link()).orElse("")),
        tx.now().plus(validity.link()));
  }

  /** Begins a reset for the owner of a confirmed address, whatever limits say, and mails its code. */
  public String begin(
      Transaction tx, Account account, EmailAddress address, MailLanguage language) {
    Issued issued = issue(tx, Optional.of(account), Optional.of(address));
    mailer.addNotice(tx, mail(tx, Optional.of(account), address, issued, language));
    return issued.request();
  }

  /** Sets a new password with a mailed code. */
  Outcome reset(
      String request, String code, String password, HashRequest hashing, MailLanguage language) {
    Optional<Subject> subject = codes.attempt(request, Purpose.PASSWORD_RESET, code);
    Optional<Account> account =
        subject
            .flatMap(
                each ->
                    store.<Optional<Account>>reading(
                        tx -> new AccountRows(tx).findById(each.accountId().orElseThrow())))
            .filter(Account::active)
            .filter(found -> found.generation() == subject.get().generation());
    if (account.isEmpty()) {
      return new Outcome.InvalidCode();
    }
    return switch (policy.check(password, account.get().username())) {
      case PasswordPolicy.Refused(String reason) -> {
        codes.keep(request);
        yield new Outcome.InvalidPassword(reason);
      }
      case PasswordPolicy.Acceptable(String prepared) ->
          switch (hasher.hash(prepared, hashing)) {
            case HashOutcome.Busy _ -> {
              codes.keep(request);
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
      MailLanguage language) {
    boolean done =
        store.inTransaction(
            tx ->
                codes.consume(tx, request)
                    && isConfirmed(tx, account, subject.address())
                    && new AccountRows(tx)
                        .changePassword(account.id(), account.generation(), hash.text())
                        .map(changed -> told(tx, changed, language))
                        .isPresent());
    if (!done) {
      return new Outcome.InvalidCode();
    }
    events.write(
        SecurityEvent.of(EventType.USER_PASSWORD_RESET)
            .about(account.id())
            .from(hashing.address().map(Network::of)));
    mailer.wake();
    return new Outcome.Done();
  }

  /** Whether the address that the code was mailed to is still the account's. */
  private static boolean isConfirmed(Transaction tx, Account account, String address) {
    return new EmailRows(tx)
        .find(account.id())
        .flatMap(EmailRows.Address::confirmed)
        .filter(each -> each.text().equals(address))
        .isPresent();
  }

  /** Ends what else could change the account, and tells its owner. */
  private Account told(Transaction tx, Account changed, MailLanguage language) {
    codes.endAll(tx, changed.id(), Purpose.PASSWORD_RESET, Purpose.CONFIRM_EMAIL);
    Instant now = tx.now();
    new EmailRows(tx)
        .find(changed.id())
        .flatMap(EmailRows.Address::confirmed)
        .ifPresent(
            address ->
                mailer.addNotice(
                    tx,
                    new Mailer.Request(
                        MailKind.PASSWORD_CHANGED,
                        address,
                        language,
                        Optional.of(changed.id()),
                        Map.of("username", changed.username(), "time", TIME.format(now)),
                        now.plus(Duration.ofDays(3)))));
    return changed;
  }
}

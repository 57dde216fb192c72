package dev.restauth.logincode;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.FactorPolicy;
import dev.restauth.assurance.Assurance;
import dev.restauth.assurance.Assurance.Judgement;
import dev.restauth.assurance.Authentication;
import dev.restauth.assurance.HalfAuthentication;
import dev.restauth.assurance.Proof;
import dev.restauth.assurance.ProofMethod;
import dev.restauth.code.OneTimeCodes;
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
import dev.restauth.language.Language;
import dev.restauth.login.LoginFeature;
import dev.restauth.mail.EmailAddress;
import dev.restauth.mail.MailKind;
import dev.restauth.mail.MailRequester;
import dev.restauth.mail.Mailer;
import dev.restauth.password.HashRequest;
import dev.restauth.recovery.MailboxRecoveryRows;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Log-ins with mailed codes. A code is sent only to the confirmed address of an active account. The
 * log-in itself confirms no address, so it does not have to erase data that somebody else may have
 * stored in the account. A request for a code does the same work whether or not the account exists.
 *
 * <p>If a JSON call requests a code, the mail has no link. If a page requests the code, the mail
 * has a link with the same digits. The link logs in only the browser that requested the code, and
 * only when its user presses a button. A program that opens every link in a mail therefore cannot
 * log in, and neither can another person. Pages and JSON calls share the check of a code, but begin
 * different kinds of sessions. Thread-safe.
 */
public final class LoginCodes {
  /** The validity of a code. */
  public static final Duration DURATION = Duration.ofMinutes(10);

  /** The validity of both forms of a code. Only the digits are ever mailed. */
  private static final Validity VALIDITY = new Validity(DURATION, DURATION);

  /** The path of the page to which the link in a mail leads. */
  public static final String LINK = "/login/link";

  private final Store store;
  private final OneTimeCodes codes;
  private final Mailer mailer;
  private final AskedCodes asked;
  private final LoginFeature logins;
  private final FactorPolicy policy;
  private final SecurityEvents events;
  private final InstantSource clock;

  /** Creates the log-ins to the accounts in {@code store}. */
  LoginCodes(
      Store store,
      OneTimeCodes codes,
      Mailer mailer,
      LoginFeature logins,
      FactorPolicy policy,
      SecurityEvents events,
      InstantSource clock) {
    this.store = store;
    this.codes = codes;
    this.mailer = mailer;
    this.asked = new AskedCodes(store, codes, mailer);
    this.logins = logins;
    this.policy = policy;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Mails a code, if an active account has this confirmed address.
   *
   * @param source the client's address, as the log-in throttle counts it
   * @param page whether a page requests the code; in that case, the mail has a link for the page's
   *     browser
   */
  public AskedCodes.Ask ask(
      EmailAddress address, Network network, String source, Language language, boolean page) {
    return asked.ask(
        tx -> {
          String name = account(tx, address).map(Account::username).orElse("");
          return new MailRequester(network.text(), logins.isKnown(tx, name, source));
        },
        tx -> letter(Recipient.of(tx, account(tx, address), address), language, page));
  }

  private static Optional<Account> account(Transaction tx, EmailAddress address) {
    return new AccountRows(tx)
        .findById(new EmailRows(tx).accountOf(address).orElse(AskedCodes.NOBODY));
  }

  private Letter letter(Recipient to, Language language, boolean page) {
    return new Letter(
        Purpose.LOGIN,
        MailKind.LOGIN_CODE,
        VALIDITY,
        to,
        language,
        issued -> values(to, issued, page));
  }

  private Map<String, String> values(Recipient to, OneTimeCodes.Issued issued, boolean page) {
    Map<String, String> values =
        new HashMap<>(
            Map.of(
                "username", to.username(),
                "code", issued.spaced(),
                "minutes", Long.toString(DURATION.toMinutes())));
    if (page) {
      values.put("link", link(issued));
    }
    return values;
  }

  private static Optional<EmailAddress> confirmed(Transaction tx, long accountId) {
    return new EmailRows(tx).find(accountId).flatMap(EmailRows.Address::confirmed);
  }

  private String link(OneTimeCodes.Issued issued) {
    return mailer.pageLink(LINK, issued.request() + "." + issued.digits()).orElse("");
  }

  /** The outcome of checking a code. */
  public sealed interface Proved {
    /**
     * The code suffices to log in, and is not used up yet.
     *
     * @param use uses up the code, in the transaction that begins the session. If several log-ins
     *     use the same code, exactly one succeeds. Returns whether this call has used up the code
     */
    record Enough(Account account, Authentication authentication, Predicate<Transaction> use)
        implements Proved {}

    /** The code was correct and is now used up, but the account has a second factor. */
    record FactorMissing(HalfAuthentication half) implements Proved {}

    /**
     * The code was correct and is now used up, but the account must have a second factor and has
     * none.
     */
    record EnrolmentDue(HalfAuthentication half) implements Proved {}

    /**
     * The mailbox was recently used to remove the second factor. For some days, the mailbox is not
     * accepted for log-ins.
     */
    record Excluded() implements Proved {}

    /** The code is wrong, was already used, or has expired. */
    record InvalidCode() implements Proved {}
  }

  /** Checks a mailed code. */
  public Proved prove(String request, String code, HashRequest client) {
    Optional<Subject> subject = codes.attempt(request, Purpose.LOGIN, code);
    Proved proved =
        subject
            .flatMap(this::account)
            .map(account -> prove(account, request, subject.get().address()))
            .orElseGet(Proved.InvalidCode::new);
    if (proved instanceof Proved.InvalidCode) {
      refused(subject.flatMap(Subject::accountId), client);
    }
    return proved;
  }

  /**
   * Records that a log-in failed, because the code is wrong, or another log-in used the code first.
   */
  public void refused(Optional<Long> accountId, HashRequest client) {
    events.write(
        SecurityEvent.of(EventType.USER_LOGIN_FAILED)
            .about(accountId)
            .from(client.address().map(Network::of)));
  }

  /**
   * Records that a log-in is complete. An incomplete log-in does not count as a use of the account.
   */
  public void completed(Account account, HashRequest client) {
    logins.flow().recordUse(account, client);
  }

  /**
   * Returns the account of a code, if the account is active and has not changed since the code was
   * requested.
   */
  private Optional<Account> account(Subject subject) {
    return store
        .<Optional<Account>>reading(
            tx -> new AccountRows(tx).findById(subject.accountId().orElseThrow()))
        .filter(Account::active)
        .filter(account -> account.generation() == subject.generation());
  }

  private Proved prove(Account account, String request, String address) {
    Proof proof = new Proof(ProofMethod.EMAIL_CODE, clock.instant());
    Predicate<Transaction> use = tx -> use(tx, request, account.id(), address);
    return switch (Assurance.judge(
        account.id(), account.generation(), policy.of(account), List.of(proof))) {
      case Judgement.Enough _ when hasRemovedFactors(account) -> new Proved.Excluded();
      case Judgement.Enough(Authentication enough) -> new Proved.Enough(account, enough, use);
      case Judgement.Missing(HalfAuthentication half) ->
          used(use) ? new Proved.FactorMissing(half) : new Proved.InvalidCode();
      case Judgement.Due(HalfAuthentication half) ->
          used(use) ? new Proved.EnrolmentDue(half) : new Proved.InvalidCode();
    };
  }

  private boolean used(Predicate<Transaction> use) {
    return store.<Boolean>inTransaction(use::test);
  }

  private boolean hasRemovedFactors(Account account) {
    return store.<Boolean>reading(
        tx ->
            new MailboxRecoveryRows(tx)
                .hasRemovedFactorsSince(account.id(), MailboxRecoveryRows.since(tx)));
  }

  /**
   * Uses up a code. Returns whether this call has used up the code and the account still has the
   * address.
   */
  private boolean use(Transaction tx, String request, long accountId, String address) {
    return codes.consume(tx, request)
        && confirmed(tx, accountId).filter(now -> now.text().equals(address)).isPresent();
  }
}

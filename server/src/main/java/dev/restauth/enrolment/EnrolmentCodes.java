package dev.restauth.enrolment;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.assurance.HalfAuthentication;
import dev.restauth.assurance.Proof;
import dev.restauth.assurance.ProofMethod;
import dev.restauth.challenge.Challenges;
import dev.restauth.challenge.Challenges.Enrolment;
import dev.restauth.code.OneTimeCodes;
import dev.restauth.code.OneTimeCodes.Issued;
import dev.restauth.code.OneTimeCodes.Subject;
import dev.restauth.code.OneTimeCodes.Validity;
import dev.restauth.code.Purpose;
import dev.restauth.email.AskedCodes;
import dev.restauth.email.AskedCodes.Letter;
import dev.restauth.email.AskedCodes.Recipient;
import dev.restauth.email.EmailRows;
import dev.restauth.factor.FactorCheck.KnownSources;
import dev.restauth.factor.TotpEnrolment;
import dev.restauth.language.Language;
import dev.restauth.mail.EmailAddress;
import dev.restauth.mail.MailKind;
import dev.restauth.mail.MailRequester;
import dev.restauth.mail.Mailer;
import dev.restauth.recovery.MailboxRecoveryRows;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * Codes that prove that the owner of an account enrols its first factor, and not a thief with the
 * password. Thread-safe.
 */
public final class EnrolmentCodes {
  /** The validity of a mailed code. */
  public static final Duration MAILED = Duration.ofMinutes(10);

  /** The validity of a code that an operator passes on. */
  static final Duration BY_OPERATOR = Duration.ofDays(1);

  private final Store store;
  private final OneTimeCodes codes;
  private final AskedCodes asked;
  private final Mailer mailer;
  private final Challenges challenges;
  private final KnownSources known;

  EnrolmentCodes(
      Store store, OneTimeCodes codes, Mailer mailer, Challenges challenges, KnownSources known) {
    this.store = store;
    this.codes = codes;
    this.asked = new AskedCodes(store, codes, mailer);
    this.mailer = mailer;
    this.challenges = challenges;
    this.known = known;
  }

  /** Uses of a mailbox. It is a single factor, so it must not provide a second proof. */
  public enum MailboxUse {
    /** The code for the log-in. */
    LOG_IN,
    /** The code with which the password was recently replaced. */
    PASSWORD_RESET
  }

  /**
   * Returns what the account's mailbox provided, and why it therefore cannot provide the code for
   * the enrolment; empty if it can.
   */
  public Optional<MailboxUse> mailboxUse(Enrolment enrolment) {
    return enrolment.half().methods().all().contains(ProofMethod.PASSWORD)
        ? store.reading(
            tx ->
                new MailboxRecoveryRows(tx)
                        .hasResetSince(enrolment.account().id(), MailboxRecoveryRows.since(tx))
                    ? Optional.of(MailboxUse.PASSWORD_RESET)
                    : Optional.empty())
        : Optional.of(MailboxUse.LOG_IN);
  }

  /** Returns whether {@link #mail} would mail a code. If not, pages do not offer to mail one. */
  public boolean canMail(Enrolment enrolment) {
    return mailer.isConfigured()
        && mailboxUse(enrolment).isEmpty()
        && address(enrolment).isPresent();
  }

  private Optional<EmailAddress> address(Enrolment enrolment) {
    return store.reading(
        tx ->
            new EmailRows(tx).find(enrolment.account().id()).flatMap(EmailRows.Address::confirmed));
  }

  /** Returns the owner of an authenticator app: the account, and the user's proofs. */
  public static TotpEnrolment.Owner owner(Enrolment enrolment) {
    HalfAuthentication half = enrolment.half();
    return new TotpEnrolment.Owner(
        half.accountId(),
        enrolment.account().username(),
        half.generation(),
        false,
        half.methods(),
        provedAt(half));
  }

  /** Returns the time of the newest proof in a log-in whose second factor is missing. */
  static Instant provedAt(HalfAuthentication half) {
    return half.proofs().stream().map(Proof::at).max(Comparator.naturalOrder()).orElseThrow();
  }

  /**
   * Mails a code to the confirmed address of an account.
   *
   * @param source the client's address, as the log-in throttle counts it
   * @return the outcome; empty if the account has no confirmed address
   */
  public Optional<AskedCodes.Ask> mail(
      Enrolment enrolment, String network, String source, Language language) {
    Account account = enrolment.account();
    return address(enrolment)
        .map(
            to ->
                asked.ask(
                    tx -> new MailRequester(network, known.isKnown(tx, account.username(), source)),
                    tx ->
                        letter(
                            Recipient.of(tx, new AccountRows(tx).findById(account.id()), to),
                            language)));
  }

  /** Returns the mail that contains a code. */
  static Letter letter(Recipient to, Language language) {
    return new Letter(
        Purpose.ENROLMENT,
        MailKind.FACTOR_ENROLMENT,
        new Validity(MAILED, MAILED),
        to,
        language,
        issued ->
            Map.of(
                "username", to.username(),
                "code", issued.spaced(),
                "minutes", Long.toString(MAILED.toMinutes())));
  }

  /**
   * Creates a code that an operator passes on to the user. Earlier codes of the account become
   * invalid.
   */
  String make(Transaction tx, Account account) {
    codes.endAll(tx, account.id(), Purpose.ENROLMENT);
    Issued issued =
        codes.issue(
            tx,
            Purpose.ENROLMENT,
            new Subject(Optional.of(account.id()), account.generation(), ""),
            new Validity(Duration.ZERO, BY_OPERATOR));
    return issued.request() + "." + issued.link();
  }

  /**
   * Checks a code and, if it is correct, uses it up.
   *
   * @param request the request id of a mailed code; empty for an operator's code, which contains
   *     the request id
   * @return whether the code was correct. If so, the challenge now allows the enrolment
   */
  public boolean prove(Enrolment enrolment, Optional<String> request, String code) {
    int dot = code.indexOf('.');
    String id = request.orElseGet(() -> dot < 0 ? "" : code.substring(0, dot));
    String presented = request.isPresent() ? code : code.substring(dot + 1);
    return codes
        .attempt(id, Purpose.ENROLMENT, presented)
        .filter(subject -> subject.accountId().equals(Optional.of(enrolment.account().id())))
        .filter(subject -> subject.generation() == enrolment.account().generation())
        .filter(subject -> subject.address().isEmpty() || mailboxUse(enrolment).isEmpty())
        .filter(_ -> store.<Boolean>inTransaction(tx -> use(tx, enrolment, id)))
        .isPresent();
  }

  private boolean use(Transaction tx, Enrolment enrolment, String request) {
    boolean first = codes.consume(tx, request);
    if (first) {
      challenges.prove(tx, enrolment);
    }
    return first;
  }
}

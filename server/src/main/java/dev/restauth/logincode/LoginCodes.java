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
import dev.restauth.challenge.Challenges;
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
import dev.restauth.http.FactorChallenge;
import dev.restauth.language.Language;
import dev.restauth.login.LoginFeature;
import dev.restauth.mail.EmailAddress;
import dev.restauth.mail.MailKind;
import dev.restauth.mail.Mailer;
import dev.restauth.password.HashRequest;
import dev.restauth.recovery.MailboxRecoveryRows;
import dev.restauth.session.Sessions;
import dev.restauth.session.Sessions.NewSession;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Log-ins with mailed codes. A code goes only to the confirmed address of an active account. A logged-in user confirmed
 * this address, so the log-in proves nothing new about the account, and need not erase any of its data. There is no
 * link, since a link would log in anyone who opens it, such as a program that opens every link in a mail. A request for
 * a code does the same work whether or not there is such an account. Thread-safe.
 */
final class LoginCodes {
  /** The validity of a code. */
  static final Duration DURATION = Duration.ofMinutes(10);

  /** The validity of the digits, and of the link's code, which is never mailed. */
  private static final Validity VALIDITY = new Validity(DURATION, DURATION);

  private final Store store;
  private final OneTimeCodes codes;
  private final AskedCodes asked;
  private final LoginFeature logins;
  private final FactorPolicy policy;
  private final Challenges challenges;
  private final Sessions sessions;
  private final SecurityEvents events;
  private final InstantSource clock;

  /** Creates the log-ins to the accounts in {@code store}. */
  LoginCodes(
      Store store,
      OneTimeCodes codes,
      Mailer mailer,
      LoginFeature logins,
      FactorPolicy policy,
      Challenges challenges,
      Sessions sessions,
      SecurityEvents events,
      InstantSource clock) {
    this.store = store;
    this.codes = codes;
    this.asked = new AskedCodes(store, codes, mailer);
    this.logins = logins;
    this.policy = policy;
    this.challenges = challenges;
    this.sessions = sessions;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Mails a code, if there is an active account with this confirmed address.
   *
   * @param source the client's address as the log-in throttle counts it
   */
  AskedCodes.Ask ask(EmailAddress address, Network network, String source, Language language) {
    return asked.ask(
        tx -> {
          String name = account(tx, address).map(Account::username).orElse("");
          return new Mailer.Asker(network.text(), logins.isKnown(tx, name, source));
        },
        tx -> letter(Recipient.of(tx, account(tx, address), address), language));
  }

  private static Optional<Account> account(Transaction tx, EmailAddress address) {
    return new AccountRows(tx)
        .findById(new EmailRows(tx).accountOf(address).orElse(AskedCodes.NOBODY));
  }

  private static Letter letter(Recipient to, Language language) {
    return new Letter(
        Purpose.LOGIN,
        MailKind.LOGIN_CODE,
        VALIDITY,
        to,
        language,
        issued ->
            Map.of(
                "username", to.username(),
                "code", issued.spaced(),
                "minutes", Long.toString(DURATION.toMinutes())));
  }

  private static Optional<EmailAddress> confirmed(Transaction tx, long accountId) {
    return new EmailRows(tx).find(accountId).flatMap(EmailRows.Address::confirmed);
  }

  /** The outcome of a log-in. */
  sealed interface Outcome {
    /** The session has begun. */
    record LoggedIn(NewSession begun) implements Outcome {}

    /** The code was correct and is used up, but the account has a second factor. */
    record FactorMissing(FactorChallenge challenge) implements Outcome {}

    /** The code was correct and is used up, but the account must have a second factor and has none. */
    record EnrolmentDue(FactorChallenge challenge) implements Outcome {}

    /** The mailbox was recently used to remove the second factor, so for now it does not suffice to log in. */
    record Excluded() implements Outcome {}

    /** The code is wrong, was used, or has ended. */
    record InvalidCode() implements Outcome {}
  }

  /**
   * Logs in with a mailed code, which is used up.
   *
   * @param refreshable whether the session gets a refresh token
   */
  Outcome logIn(
      String request, String code, Sender sender, boolean refreshable, HashRequest client) {
    Optional<Subject> subject = codes.attempt(request, Purpose.LOGIN, code);
    Optional<Account> account = subject.flatMap(this::account);
    Outcome outcome =
        account
            .map(
                found ->
                    begin(found, request, subject.get().address(), sender, refreshable, client))
            .orElseGet(Outcome.InvalidCode::new);
    switch (outcome) {
      case Outcome.LoggedIn _ -> logins.flow().recordUse(account.orElseThrow(), client);
      case Outcome.FactorMissing _,
          Outcome.EnrolmentDue _,
          Outcome.Excluded _ -> {} // an incomplete log-in is not a use yet
      case Outcome.InvalidCode _ ->
          events.write(
              SecurityEvent.of(EventType.USER_LOGIN_FAILED)
                  .about(subject.flatMap(Subject::accountId))
                  .from(client.address().map(Network::of)));
    }
    return outcome;
  }

  /** The account of a code, if it is active and was not changed since then. */
  private Optional<Account> account(Subject subject) {
    return store
        .<Optional<Account>>reading(
            tx -> new AccountRows(tx).findById(subject.accountId().orElseThrow()))
        .filter(Account::active)
        .filter(account -> account.generation() == subject.generation());
  }

  /**
   * Uses up the code in the transaction that begins the session, so that exactly one of several log-ins with it
   * succeeds.
   */
  private Outcome begin(
      Account account,
      String request,
      String address,
      Sender sender,
      boolean refreshable,
      HashRequest client) {
    Proof proof = new Proof(ProofMethod.EMAIL_CODE, clock.instant());
    return switch (Assurance.judge(
        account.id(), account.generation(), policy.of(account), List.of(proof))) {
      case Judgement.Enough _ when hasRemovedFactors(account) -> new Outcome.Excluded();
      case Judgement.Enough(Authentication enough) ->
          sessions
              .begin(
                  enough,
                  sender,
                  refreshable,
                  Optional.empty(),
                  tx -> use(tx, request, account.id(), address))
              .<Outcome>map(Outcome.LoggedIn::new)
              .orElseGet(Outcome.InvalidCode::new);
      case Judgement.Missing(HalfAuthentication half) ->
          store.<Boolean>inTransaction(tx -> use(tx, request, account.id(), address))
              ? new Outcome.FactorMissing(challenges.begin(half, Optional.empty(), client))
              : new Outcome.InvalidCode();
      case Judgement.Due(HalfAuthentication half) ->
          store.<Boolean>inTransaction(tx -> use(tx, request, account.id(), address))
              ? new Outcome.EnrolmentDue(challenges.beginEnrolment(half, client))
              : new Outcome.InvalidCode();
    };
  }

  private boolean hasRemovedFactors(Account account) {
    return store.<Boolean>reading(
        tx ->
            new MailboxRecoveryRows(tx)
                .hasRemovedFactorsSince(account.id(), MailboxRecoveryRows.since(tx)));
  }

  /** Uses a code up; returns whether this call did, and the account still has the address. */
  private boolean use(Transaction tx, String request, long accountId, String address) {
    return codes.consume(tx, request)
        && confirmed(tx, accountId).filter(now -> now.text().equals(address)).isPresent();
  }
}

package dev.restauth.logincode;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
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
import dev.restauth.http.Proof;
import dev.restauth.login.LoginFeature;
import dev.restauth.mail.EmailAddress;
import dev.restauth.mail.MailKind;
import dev.restauth.mail.MailLanguage;
import dev.restauth.mail.Mailer;
import dev.restauth.password.HashRequest;
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
 * Log-ins by mailed codes. A code goes to the confirmed address of an active account alone: it was confirmed by somebody
 * who was logged in, so the code proves nothing new about the account, and nothing of it is erased. There is no link: it
 * would log in whoever opens it, such as a program that opens every link in a mail. Asking does the same work whether or
 * not there is such an account. Thread-safe.
 */
final class LoginCodes {
  /** How long a code is good. */
  static final Duration DURATION = Duration.ofMinutes(10);

  /** The code of the link is never mailed. */
  private static final Validity VALIDITY = new Validity(DURATION, DURATION);

  /** No account has this id; looking it up takes as long as looking up an existing id. */
  private static final long NOBODY = 0;

  private final Store store;
  private final OneTimeCodes codes;
  private final Mailer mailer;
  private final LoginFeature logins;
  private final Sessions sessions;
  private final SecurityEvents events;
  private final InstantSource clock;

  /** How asking for a code ended. */
  sealed interface Ask {
    /** If there is such an account, a code was mailed, unless its address has got too many. */
    record Started(String request) implements Ask {}

    /** The client's network has asked for too many mails. */
    record Throttled(Duration retryAfter) implements Ask {}
  }

  /** Log-ins to the accounts in {@code store}. */
  LoginCodes(
      Store store,
      OneTimeCodes codes,
      Mailer mailer,
      LoginFeature logins,
      Sessions sessions,
      SecurityEvents events,
      InstantSource clock) {
    this.store = store;
    this.codes = codes;
    this.mailer = mailer;
    this.logins = logins;
    this.sessions = sessions;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Mails a code, if there is an active account with this confirmed address.
   *
   * @param source the client's address as the log-in throttle counts it
   */
  Ask ask(EmailAddress address, Network network, String source, MailLanguage language) {
    Ask ask =
        mailer.inTurn(
            () ->
                store.inTransaction(
                    tx -> {
                      Optional<Account> account =
                          new AccountRows(tx)
                              .findById(new EmailRows(tx).accountOf(address).orElse(NOBODY));
                      String name = account.map(Account::username).orElse("");
                      Mailer.Asker asker =
                          new Mailer.Asker(network.text(), logins.isKnown(tx, name, source));
                      return mailer
                          .throttle(tx, asker)
                          .<Ask>map(Ask.Throttled::new)
                          .orElseGet(
                              () -> new Ask.Started(start(tx, account, address, asker, language)));
                    }));
    mailer.wake();
    return ask;
  }

  private String start(
      Transaction tx,
      Optional<Account> account,
      EmailAddress typed,
      Mailer.Asker asker,
      MailLanguage language) {
    Optional<EmailAddress> confirmed = confirmed(tx, account.map(Account::id).orElse(NOBODY));
    Optional<Account> owner = account.filter(Account::active).filter(_ -> confirmed.isPresent());
    Issued issued =
        codes.issue(
            tx,
            Purpose.LOGIN,
            new Subject(
                owner.map(Account::id),
                owner.map(Account::generation).orElse(0L),
                confirmed.map(EmailAddress::text).orElse("")),
            VALIDITY);
    Mailer.Request mail = mail(tx, owner, confirmed.orElse(typed), issued, language);
    boolean mailed = false;
    if (owner.isPresent()) {
      mailed = mailer.addAsked(tx, mail, asker);
    } else {
      mailer.addDecoy(tx, mail, asker);
    }
    codes.settle(tx, issued, mailed);
    return issued.request();
  }

  private static Optional<EmailAddress> confirmed(Transaction tx, long accountId) {
    return new EmailRows(tx).find(accountId).flatMap(EmailRows.Address::confirmed);
  }

  private static Mailer.Request mail(
      Transaction tx,
      Optional<Account> owner,
      EmailAddress to,
      Issued issued,
      MailLanguage language) {
    return new Mailer.Request(
        MailKind.LOGIN_CODE,
        to,
        language,
        owner.map(Account::id),
        Map.of(
            "username", owner.map(Account::username).orElse(""),
            "code", issued.spaced(),
            "minutes", Long.toString(DURATION.toMinutes())),
        tx.now().plus(DURATION));
  }

  /**
   * Logs in with a mailed code, which is used up.
   *
   * @param refreshable whether the session gets a refresh token
   * @return empty if the code is not good
   */
  Optional<NewSession> logIn(
      String request, String code, Sender sender, boolean refreshable, HashRequest client) {
    Optional<Subject> subject = codes.attempt(request, Purpose.LOGIN, code);
    Optional<Account> account = subject.flatMap(this::account);
    Optional<NewSession> begun =
        account.flatMap(
            found -> begin(found, request, subject.get().address(), sender, refreshable));
    if (begun.isPresent()) {
      logins.flow().recordUse(account.get(), client);
    } else {
      events.write(
          SecurityEvent.of(EventType.USER_LOGIN_FAILED)
              .about(subject.flatMap(Subject::accountId))
              .from(client.address().map(Network::of)));
    }
    return begun;
  }

  /** The account of a code, if it is active and was not changed since. */
  private Optional<Account> account(Subject subject) {
    return store
        .<Optional<Account>>reading(
            tx -> new AccountRows(tx).findById(subject.accountId().orElseThrow()))
        .filter(Account::active)
        .filter(account -> account.generation() == subject.generation());
  }

  /** Uses the code up in the transaction that begins the session: of several log-ins with it, one succeeds. */
  private Optional<NewSession> begin(
      Account account, String request, String address, Sender sender, boolean refreshable) {
    return sessions.begin(
        account.id(),
        account.generation(),
        List.of(new Proof(Proof.EMAIL_CODE, clock.instant())),
        sender,
        refreshable,
        Optional.empty(),
        tx ->
            codes.consume(tx, request)
                && confirmed(tx, account.id())
                    .filter(now -> now.text().equals(address))
                    .isPresent());
  }
}

package dev.restauth.email;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.RevokingAccountRows;
import dev.restauth.code.OneTimeCodes;
import dev.restauth.code.OneTimeCodes.Issued;
import dev.restauth.code.OneTimeCodes.Pending;
import dev.restauth.code.OneTimeCodes.Subject;
import dev.restauth.code.OneTimeCodes.Validity;
import dev.restauth.code.Purpose;
import dev.restauth.email.OwnEmail.NothingDone;
import dev.restauth.email.OwnEmail.ResetStart;
import dev.restauth.event.EventType;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.http.Caller;
import dev.restauth.language.Language;
import dev.restauth.mail.EmailAddress;
import dev.restauth.mail.MailKind;
import dev.restauth.mail.Mailer;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Undoes changes to the e-mail address, for a person who can read the mails of a former address.
 * Thread-safe.
 */
record EmailUndo(
    Store store,
    OneTimeCodes codes,
    Mailer mailer,
    SecurityEvents events,
    ResetStart resets,
    ConfirmationListener confirmations,
    OwnEmail.UndoListener undoing) {
  /** The time for which a change can be undone. */
  static final Duration UNDO = Duration.ofDays(3);

  /**
   * Sends a mail to the old address, with a link that undoes the change. If the change restores the
   * address that the account had before the first change, the mail has no link, because there is
   * nothing to undo.
   */
  void notifyOldAddress(
      Transaction tx, Caller.User user, EmailAddress old, EmailAddress address, Language language) {
    boolean isBack =
        codes
            .oldest(tx, user.accountId(), Purpose.EMAIL_UNDO)
            .filter(first -> OwnEmail.isSame(first.address(), address))
            .isPresent();
    String link = isBack ? "" : mailer.link("undo", undoCode(issueUndo(tx, user, old))).orElse("");
    mailer.addNotice(
        tx,
        new Mailer.Request(
            MailKind.EMAIL_CHANGED,
            old,
            language,
            Optional.of(user.accountId()),
            Map.of("username", user.username(), "email", address.text(), "link", link),
            tx.now().plus(UNDO)));
  }

  private Issued issueUndo(Transaction tx, Caller.User user, EmailAddress old) {
    return codes.issue(
        tx,
        Purpose.EMAIL_UNDO,
        new Subject(Optional.of(user.accountId()), 0, old.text()),
        new Validity(Duration.ZERO, UNDO));
  }

  private static String undoCode(Issued issued) {
    return issued.request() + "." + issued.link();
  }

  /**
   * Undoes all changes that were made to the address within the last {@link #UNDO}. Restores the
   * address that the account had before the first of these changes. Erases the password, because
   * the person who changed the address knew it, and revokes all sessions. Removes second factors
   * that were added since the first change. Finally begins a password reset, and mails its code to
   * the restored address. A code that undoes nothing remains valid.
   *
   * @param code the code from the link in the notice
   * @return the id of the password reset's request; empty if the code is not valid
   */
  Optional<String> undo(String code, Network network, Language language) {
    int dot = code.indexOf('.');
    if (dot < 0) {
      return Optional.empty();
    }
    String request = code.substring(0, dot);
    Optional<Subject> subject = codes.attempt(request, Purpose.EMAIL_UNDO, code.substring(dot + 1));
    Optional<String> reset = subject.flatMap(each -> undone(request, each, network, language));
    if (reset.isPresent()) {
      mailer.wake();
    } else if (subject.isPresent()) {
      codes.revertAttempt(request);
    }
    return reset;
  }

  private Optional<String> undone(
      String request, Subject subject, Network network, Language language) {
    try {
      return Optional.of(
          store.inTransaction(
              tx -> {
                mailer.lock(tx);
                return undone(tx, request, subject, network, language)
                    .orElseThrow(NothingDone::new);
              }));
    } catch (NothingDone e) {
      return Optional.empty();
    }
  }

  private Optional<String> undone(
      Transaction tx, String request, Subject subject, Network network, Language language) {
    long accountId = subject.accountId().orElseThrow();
    AccountRows accounts = new AccountRows(tx);
    EmailRows rows = new EmailRows(tx);
    Optional<Account> account =
        accounts.findById(accountId).filter(each -> accounts.lock(accountId, each.generation()));
    Optional<Pending> oldest = codes.oldest(tx, accountId, Purpose.EMAIL_UNDO);
    Optional<EmailAddress> first =
        oldest
            .map(Pending::address)
            .filter(address -> mayRestore(rows, accountId, subject, address))
            .flatMap(EmailAddress::of);
    if (account.isEmpty() || first.isEmpty() || !codes.consume(tx, request)) {
      return Optional.empty();
    }
    long generation = account.get().generation();
    if (!rows.confirm(accountId, generation, first.get())) {
      return Optional.empty();
    }
    confirmations.confirmed(tx, first.get(), accountId);
    codes.endAll(
        tx,
        accountId,
        Purpose.CONFIRM_EMAIL,
        Purpose.PASSWORD_RESET,
        Purpose.LOGIN,
        Purpose.EMAIL_UNDO);
    events.record(
        tx,
        SecurityEvent.of(EventType.USER_EMAIL_CHANGE_UNDONE)
            .about(accountId)
            .from(Optional.of(network)));
    return new RevokingAccountRows(tx)
        .erasePassword(accountId, generation)
        .map(
            ended -> {
              undoing.undone(tx, ended, oldest.orElseThrow().since(), network);
              return resets.begin(tx, ended, first.get(), language);
            });
  }

  /**
   * Returns whether a code may restore an address. After the account has returned to the first
   * address, only a code that was mailed to that address is accepted. Otherwise the owner of an
   * intermediate address could log out all sessions.
   */
  private static boolean mayRestore(
      EmailRows rows, long accountId, Subject subject, String address) {
    boolean isBack =
        rows.find(accountId)
            .flatMap(EmailRows.Address::confirmed)
            .filter(now -> OwnEmail.isSame(address, now))
            .isPresent();
    return !isBack || subject.address().equals(address);
  }
}

package dev.restauth.registration;

import dev.restauth.account.AccountRows;
import dev.restauth.code.OneTimeCodes;
import dev.restauth.code.OneTimeCodes.Issued;
import dev.restauth.code.OneTimeCodes.Live;
import dev.restauth.code.OneTimeCodes.Subject;
import dev.restauth.code.OneTimeCodes.Validity;
import dev.restauth.code.Purpose;
import dev.restauth.email.EmailRows;
import dev.restauth.http.Caller;
import dev.restauth.mail.EmailAddress;
import dev.restauth.mail.MailKind;
import dev.restauth.mail.MailLanguage;
import dev.restauth.mail.Mailer;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Invitations by mail, one for each address. The id of an invitation is no secret; its code is in the mail alone, so
 * that who has the code reads the mails of the address. Thread-safe.
 */
record Invitations(Store store, OneTimeCodes codes, Mailer mailer) {
  /** How long an invitation is valid if nothing else is said. */
  static final Duration USUAL = Duration.ofDays(3);

  /** The longest validity of an invitation. */
  static final Duration AT_MOST = Duration.ofDays(7);

  private static final long LISTED_AT_MOST = 1_000;

  /** The result of accepting an invitation with an account. */
  enum Joined {
    /** The invitation is used up. */
    DONE,
    /** The code is wrong, was used, or has ended. */
    INVALID_CODE,
    /** The account has not confirmed the address that was invited; the code stays valid. */
    NOT_INVITED
  }

  /** Invites an address; an earlier invitation of it becomes invalid. */
  Live invite(EmailAddress address, MailLanguage language, Duration validity) {
    Live invitation = store.inTransaction(tx -> added(tx, address, language, validity));
    mailer.wake();
    return invitation;
  }

  private Live added(
      Transaction tx, EmailAddress address, MailLanguage language, Duration validity) {
    mailer.lock(tx);
    Optional<Long> owner =
        new EmailRows(tx).accountOf(address); // whose erasure ends the invitation
    Instant until = tx.now().plus(validity);
    Issued issued =
        codes.issueOnly(
            tx,
            Purpose.INVITATION,
            address.comparable(),
            new Subject(owner, 0, address.text()),
            new Validity(Duration.ZERO, validity));
    String code = issued.request() + "." + issued.link();
    mailer.addNotice(
        tx,
        new Mailer.Request(
            MailKind.INVITATION,
            address,
            language,
            owner,
            Map.of(
                "email", address.text(),
                "code", code,
                "hours", Long.toString(Math.max(1, validity.toHours())),
                "link", mailer.link("invitation", code).orElse("")),
            until));
    return new Live(issued.request(), address.text(), until);
  }

  /** The invitations that nobody has accepted yet, ordered by their end. */
  List<Live> pending() {
    return store.reading(tx -> codes.live(tx, Purpose.INVITATION, LISTED_AT_MOST));
  }

  /** Takes an invitation back; returns whether there was one. */
  boolean withdraw(String id) {
    return store.inTransaction(tx -> codes.remove(tx, Purpose.INVITATION, id));
  }

  /** Accepts an invitation with an account that has confirmed the address. */
  Joined join(String id, String code, Caller.User user) {
    Optional<EmailAddress> invited =
        codes.attempt(id, Purpose.INVITATION, code).map(Subject::address).flatMap(EmailAddress::of);
    if (invited.isEmpty()) {
      return Joined.INVALID_CODE;
    }
    Joined joined = store.inTransaction(tx -> joined(tx, id, user, invited.get()));
    if (joined == Joined.NOT_INVITED) {
      codes.keep(id);
    }
    return joined;
  }

  private Joined joined(Transaction tx, String id, Caller.User user, EmailAddress invited) {
    // The lock keeps the address as it is read here.
    boolean isInvited =
        new AccountRows(tx).lock(user.accountId(), user.generation())
            && new EmailRows(tx)
                .find(user.accountId())
                .flatMap(EmailRows.Address::confirmed)
                .filter(address -> address.comparable().equals(invited.comparable()))
                .isPresent();
    if (!isInvited) {
      return Joined.NOT_INVITED;
    }
    return codes.consume(tx, id) ? Joined.DONE : Joined.INVALID_CODE;
  }
}

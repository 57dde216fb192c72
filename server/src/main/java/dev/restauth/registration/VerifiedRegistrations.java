package dev.restauth.registration;

import dev.restauth.code.OneTimeCodes;
import dev.restauth.code.OneTimeCodes.Issued;
import dev.restauth.code.OneTimeCodes.Subject;
import dev.restauth.code.OneTimeCodes.Validity;
import dev.restauth.code.Purpose;
import dev.restauth.email.EmailRows;
import dev.restauth.event.Network;
import dev.restauth.mail.EmailAddress;
import dev.restauth.mail.MailKind;
import dev.restauth.mail.MailLanguage;
import dev.restauth.mail.Mailer;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Codes that are mailed before a registration, so that the account begins with a confirmed address. Asking does the same
 * work whether or not an account has the address. Thread-safe.
 */
record VerifiedRegistrations(Store store, OneTimeCodes codes, Mailer mailer) {
  /** How long a code is valid (OWASP ASVS 5.0, 6.5.5). */
  static final Duration VALID = Duration.ofMinutes(10);

  /** The result of asking for a code. */
  sealed interface Ask {
    /** A code was mailed, unless the address is an account's or has got too many mails. */
    record Started(String request) implements Ask {}

    /** The client's network has asked for too many mails. */
    record Throttled(Duration retryAfter) implements Ask {}
  }

  /** Mails a code to an address, unless it is an account's. */
  Ask ask(EmailAddress address, Network network, MailLanguage language) {
    Mailer.Asker asker = new Mailer.Asker(network.text(), false);
    Ask ask =
        mailer.inTurn(
            () ->
                store.inTransaction(
                    tx ->
                        mailer
                            .throttle(tx, asker)
                            .<Ask>map(Ask.Throttled::new)
                            .orElseGet(
                                () -> new Ask.Started(start(tx, address, asker, language)))));
    mailer.wake();
    return ask;
  }

  private String start(
      Transaction tx, EmailAddress address, Mailer.Asker asker, MailLanguage language) {
    boolean isFree = new EmailRows(tx).accountOf(address).isEmpty();
    Issued issued =
        codes.issue(
            tx,
            Purpose.REGISTRATION,
            isFree ? Subject.of(address.text()) : Subject.decoy(),
            new Validity(VALID, VALID));
    Mailer.Request mail =
        new Mailer.Request(
            MailKind.REGISTRATION,
            address,
            language,
            Optional.empty(),
            Map.of(
                "email", address.text(),
                "code", issued.spaced(),
                "minutes", Long.toString(VALID.toMinutes())),
            tx.now().plus(VALID));
    boolean mailed = false;
    if (isFree) {
      mailed = mailer.addAsked(tx, mail, asker);
    } else {
      mailer.addDecoy(tx, mail, asker);
    }
    codes.settle(tx, issued, mailed);
    return issued.request();
  }
}

package dev.restauth.registration;

import dev.restauth.code.OneTimeCodes.Validity;
import dev.restauth.code.Purpose;
import dev.restauth.email.AskedCodes;
import dev.restauth.email.AskedCodes.Letter;
import dev.restauth.email.AskedCodes.Recipient;
import dev.restauth.email.EmailRows;
import dev.restauth.event.Network;
import dev.restauth.language.Language;
import dev.restauth.mail.EmailAddress;
import dev.restauth.mail.MailKind;
import dev.restauth.mail.MailRequester;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Codes that are mailed before a registration, so that the account has a confirmed address from the
 * start. Thread-safe.
 */
record VerifiedRegistrations(AskedCodes asked) {
  /** The validity of a code (OWASP ASVS 5.0, 6.5.5). */
  static final Duration VALID = Duration.ofMinutes(10);

  /** Mails a code to an address, unless an account has confirmed it. */
  AskedCodes.Ask ask(EmailAddress address, Network network, Language language) {
    return asked.ask(
        _ -> new MailRequester(network.text(), false),
        tx -> {
          boolean isFree = new EmailRows(tx).accountOf(address).isEmpty();
          return letter(new Recipient(Optional.empty(), address, isFree), language);
        });
  }

  private static Letter letter(Recipient to, Language language) {
    return new Letter(
        Purpose.REGISTRATION,
        MailKind.REGISTRATION,
        new Validity(VALID, VALID),
        to,
        language,
        issued ->
            Map.of(
                "email", to.address().text(),
                "code", issued.spaced(),
                "minutes", Long.toString(VALID.toMinutes())));
  }
}

package dev.restauth.recovery;

import dev.restauth.code.OneTimeCodes.Validity;
import dev.restauth.code.Purpose;
import dev.restauth.email.AskedCodes.Letter;
import dev.restauth.email.AskedCodes.Recipient;
import dev.restauth.language.Language;
import dev.restauth.mail.MailKind;
import dev.restauth.mail.Mailer;
import java.time.Duration;
import java.util.Map;

/** Writes the mails with the codes that reset passwords. Thread-safe. */
record ResetLetters(Mailer mailer, Validity validity) {
  private static final Duration DIGITS = Duration.ofMinutes(10);

  /** Creates letters whose links are valid for this duration. */
  ResetLetters(Mailer mailer, Duration duration) {
    this(mailer, new Validity(DIGITS.compareTo(duration) < 0 ? DIGITS : duration, duration));
  }

  /** Returns the mail for a user who has requested it. */
  Letter asked(Recipient to, Language language) {
    return new Letter(
        Purpose.PASSWORD_RESET,
        MailKind.PASSWORD_RESET,
        validity,
        to,
        language,
        issued ->
            Map.of(
                "username", to.username(),
                "code", issued.spaced(),
                "minutes", Long.toString(validity.digits().toMinutes()),
                "link", mailer.link("reset", issued.request() + "." + issued.link()).orElse("")));
  }

  /**
   * Returns the mail for an owner who has not requested it. The owner does not have the id of the
   * request, so the link contains both the id and the code.
   */
  Letter unasked(Recipient to, Language language) {
    return new Letter(
        Purpose.PASSWORD_RESET,
        MailKind.PASSWORD_RESET_SENT,
        new Validity(Duration.ZERO, validity.link()),
        to,
        language,
        issued -> {
          String code = issued.request() + "." + issued.link();
          return Map.of(
              "username", to.username(),
              "code", code,
              "minutes", Long.toString(validity.link().toMinutes()),
              "link", mailer.link("reset", code).orElse(""));
        });
  }
}

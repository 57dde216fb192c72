package dev.restauth.recovery;

import dev.restauth.mail.EmailAddress;

/** The way in which a request names the account whose password is to be reset. */
public sealed interface ResetTarget {
  /** The account with this confirmed address. */
  record ByAddress(EmailAddress address) implements ResetTarget {}

  /** The account with this user name. */
  record ByUsername(String username) implements ResetTarget {}

  /**
   * The account with this confirmed address or, if there is none, the account with this text as
   * its user name. The address takes precedence. Otherwise somebody could choose another person's
   * address as a user name, and that person would no longer get their mails.
   */
  record ByEither(EmailAddress address, String text) implements ResetTarget {}

  /**
   * Returns the target for a text that a user has entered into a field for a user name or an
   * address.
   */
  static ResetTarget of(String text) {
    return EmailAddress.of(text)
        .<ResetTarget>map(address -> new ByEither(address, text))
        .orElseGet(() -> new ByUsername(text));
  }
}

package dev.restauth.mail;

import java.util.Locale;

/** The kinds of mails. Each has a template in each {@link MailLanguage}. */
public enum MailKind {
  /** Proves that an address is the account's: a code and a link. */
  CONFIRM_EMAIL,
  /** Tells the old address that the account has another one, with a link that takes that back. */
  EMAIL_CHANGED,
  /** Lets the owner of the mailbox set a new password: a code and a link. */
  PASSWORD_RESET,
  /** Tells the owner that the password was changed. */
  PASSWORD_CHANGED,
  /** Tells the owner that the user name was changed. */
  USERNAME_CHANGED,
  /** A code to log in with. */
  LOGIN_CODE,
  /** A code to register with. */
  REGISTRATION,
  /** Invites somebody to make an account: a link. */
  INVITATION,
  /** Tells the owner of a log-in from a network that the account was never used from. */
  NEW_NETWORK;

  /** As it is called in file names, commands and settings, such as {@code password-reset}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

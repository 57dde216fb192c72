package dev.restauth.mail;

import dev.restauth.language.Language;
import java.util.Locale;

/** The kinds of mails. Each has a template in each {@link Language}. */
public enum MailKind {
  /** Confirms that the user receives mails at an address, by a code and a link. */
  CONFIRM_EMAIL,
  /** Notifies the old address that the account has a new address; has a link to undo the change. */
  EMAIL_CHANGED,
  /** Lets the owner of the mailbox set a new password, by a code and a link. */
  PASSWORD_RESET,
  /**
   * Lets the owner of the mailbox set a new password, at the request of an administrator, by a
   * link.
   */
  PASSWORD_RESET_SENT,
  /** Notifies the user that the password was changed. */
  PASSWORD_CHANGED,
  /** Notifies the user that the user name was changed. */
  USERNAME_CHANGED,
  /** A code to log in with. */
  LOGIN_CODE,
  /** A code to register with. */
  REGISTRATION,
  /** Invites a person to register, by a link. */
  INVITATION,
  /** Invites a person to an organisation, by a link. */
  ORGANIZATION_INVITATION,
  /** Notifies the user of a log-in from a new network. */
  NEW_NETWORK,
  /** Notifies the user that an administrator is acting as them. */
  IMPERSONATION,
  /** Notifies the user that a personal key was created. */
  KEY_CREATED,
  /** Notifies the user that personal keys expire soon. */
  KEYS_END,
  /** Notifies the owner of a service account that a key of the account was created. */
  SERVICE_KEY_CREATED,
  /** Notifies the owner of a service account that keys of the account expire soon. */
  SERVICE_KEYS_END,
  /** Notifies the user that an authenticator app was enrolled. */
  FACTOR_ADDED,
  /** Notifies the user that the authenticator app was removed. */
  FACTOR_REMOVED,
  /** Notifies the user that a passkey was registered. */
  PASSKEY_ADDED,
  /** Notifies the user that a passkey was removed. */
  PASSKEY_REMOVED,
  /** Notifies the user that a browser no longer asks for the second factor. */
  DEVICE_REMEMBERED,
  /** Notifies the user that somebody who has the password is guessing codes. */
  FACTOR_GUESSED,
  /** A code with which the user enrols the second factor that they must have. */
  FACTOR_ENROLMENT,
  /** Removes a lost second factor after a day, or stops that, by a link. */
  FACTOR_REMOVAL,
  /** Notifies the user that new recovery codes were created. */
  RECOVERY_CODES_MADE,
  /** Notifies the user that a recovery code was used. */
  RECOVERY_CODE_USED,
  /** Tests whether this server can send mails; the recipient need not do anything. */
  TEST;

  /** Returns its name in files, commands and settings, such as {@code password-reset}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

package dev.restauth.mail;

import dev.restauth.language.Language;
import java.util.Locale;

/** The kinds of mails. Each has a template in each {@link Language}. */
public enum MailKind {
  /** Confirms, with a code and a link, that the user receives mails at an address. */
  CONFIRM_EMAIL,
  /**
   * Notifies the old address that the account has a new address. Contains a link to undo the
   * change.
   */
  EMAIL_CHANGED,
  /** Contains a code and a link with which the owner of the mailbox sets a new password. */
  PASSWORD_RESET,
  /**
   * Contains a link with which the owner of the mailbox sets a new password. An administrator has
   * requested the mail.
   */
  PASSWORD_RESET_SENT,
  /** Notifies the user that the password was changed. */
  PASSWORD_CHANGED,
  /** Notifies the user that the account no longer has a password. */
  PASSWORD_REMOVED,
  /** Notifies the user that the account has a password again. */
  PASSWORD_ADDED,
  /** Notifies the user that the user name was changed. */
  USERNAME_CHANGED,
  /** Contains a code for logging in. */
  LOGIN_CODE,
  /** Contains a code for registering. */
  REGISTRATION,
  /** Invites a person to register, with a link. */
  INVITATION,
  /** Invites a person to an organisation, with a link. */
  ORGANIZATION_INVITATION,
  /** Notifies the user of a log-in from a new network. */
  NEW_NETWORK,
  /** Notifies the user that an administrator is acting as them. */
  IMPERSONATION,
  /** Notifies the user that a personal key was created. */
  KEY_CREATED,
  /** Notifies the user that personal keys expire soon. */
  KEYS_END,
  /** Notifies the owner of a service account that a key was created for the account. */
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
  /** Notifies the user that log-ins in one browser need no second factor for 30 days. */
  DEVICE_REMEMBERED,
  /**
   * Notifies the user that somebody who has the password is guessing codes of the second factor.
   */
  FACTOR_GUESSED,
  /** Contains a code for enrolling the second factor that the user must have. */
  FACTOR_ENROLMENT,
  /** Contains a link that removes a lost second factor after a day, or stops the removal. */
  FACTOR_REMOVAL,
  /** Notifies the user that new recovery codes were created. */
  RECOVERY_CODES_MADE,
  /** Notifies the user that a recovery code was used. */
  RECOVERY_CODE_USED,
  /** Tests whether this server can send mails. The recipient does not have to do anything. */
  TEST;

  /**
   * Returns the name of the kind in files, commands and settings, such as {@code password-reset}.
   */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

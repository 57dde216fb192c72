package dev.restauth.code;

import java.util.Locale;

/** Purposes of one-time codes. A code is valid only for its own purpose. */
public enum Purpose {
  /** Confirming an address while logged in. */
  CONFIRM_EMAIL,
  /** Setting a new password. */
  PASSWORD_RESET,
  /** Logging in; only with the eight digits, which the link in the mail may contain too. */
  LOGIN,
  /** Undoing a change of the address; only through a link. */
  EMAIL_UNDO,
  /** Enrolling a second factor that the account must have. */
  ENROLMENT,
  /** Removing the second factors of an account; only through a link. */
  FACTOR_REMOVAL,
  /** Creating an account with a confirmed address. */
  REGISTRATION,
  /** Accepting an invitation; only through a link. */
  INVITATION,
  /** Accepting an invitation to an organisation; only through a link. */
  ORGANIZATION_INVITATION;

  /**
   * Returns whether codes of this purpose are for an address, which need not belong to an account.
   * Such a code is a decoy if it has no address. Any other code is a decoy if it has no account.
   */
  boolean needsNoAccount() {
    return this == REGISTRATION || this == INVITATION || this == ORGANIZATION_INVITATION;
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}

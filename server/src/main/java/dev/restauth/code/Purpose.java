package dev.restauth.code;

import java.util.Locale;

/** Purposes of one-time codes. A code is valid for its own purpose only. */
public enum Purpose {
  /** Confirming an address, while logged in. */
  CONFIRM_EMAIL,
  /** Setting a new password. */
  PASSWORD_RESET,
  /** Logging in; by digits only, which a link may have in it. */
  LOGIN,
  /** Undoing a change of the address; by link only. */
  EMAIL_UNDO,
  /** Enrolling a second factor that the account is required to have. */
  ENROLMENT,
  /** Removing the second factors of an account; by link only. */
  FACTOR_REMOVAL,
  /** Creating an account with a confirmed address. */
  REGISTRATION,
  /** Accepting an invitation; by link only. */
  INVITATION,
  /** Accepting an invitation to an organisation; by link only. */
  ORGANIZATION_INVITATION;

  /**
   * Returns whether its codes concern an address that belongs to no account yet. Without an address they are decoys.
   */
  boolean needsNoAccount() {
    return this == REGISTRATION || this == INVITATION || this == ORGANIZATION_INVITATION;
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package dev.restauth.code;

import java.util.Locale;

/** Purposes of one-time codes. A code is valid for its own purpose only. */
public enum Purpose {
  /** Confirming an address, while logged in. */
  CONFIRM_EMAIL,
  /** Setting a new password. */
  PASSWORD_RESET,
  /** Logging in; by digits only. */
  LOGIN,
  /** Undoing a change of the address; by link only. */
  EMAIL_UNDO;

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package dev.restauth.assurance;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Methods by which a user proves who they are. */
public enum ProofMethod {
  /** The password. */
  PASSWORD("password", Part.FIRST, "pwd"),

  /**
   * A code that was mailed to the confirmed address. That mailbox can be used to set a new password, so it is the same
   * factor.
   */
  EMAIL_CODE("email-code", Part.FIRST, "otp"),

  /** A code of an authenticator app (RFC 6238). */
  TOTP("totp", Part.SECOND, "otp"),

  /** One of the codes that the user got in case a factor is lost. */
  RECOVERY_CODE("recovery-code", Part.SECOND, "otp"),

  /** A passkey that may be synchronised between devices; the authenticator verified the user. */
  PASSKEY("passkey", Part.WHOLE, "swk"),

  /** A passkey that cannot leave its device; the authenticator verified the user. */
  DEVICE_PASSKEY("device-passkey", Part.WHOLE, "hwk"),

  /** A passkey that may be synchronised; the user was present, but not verified. */
  PASSKEY_TOUCH("passkey-touch", Part.SECOND, "swk"),

  /** A passkey that cannot leave its device; the user was present, but not verified. */
  DEVICE_PASSKEY_TOUCH("device-passkey-touch", Part.SECOND, "hwk"),

  /**
   * A browser that shall not ask its user for the second factor again, by the user's choice at a log-in. It is no
   * factor: everybody who has the browser has it. Only {@link Assurance#judgeRemembered} lets it count, in place of the
   * question.
   */
  REMEMBERED_DEVICE("remembered-device", Part.NONE, "");

  /** The part that a method can play in an authentication. */
  enum Part {
    /** Something the user knows, or something that can replace it. */
    FIRST,
    /** Something that the user has. */
    SECOND,
    /** Two factors in one: something the user has, and what unlocks it. */
    WHOLE,
    /** No part: it proves nothing. */
    NONE
  }

  private final String text;
  private final Part part;
  private final String reference;

  ProofMethod(String text, Part part, String reference) {
    this.text = text;
    this.part = part;
    this.reference = reference;
  }

  /** Returns its name in lists of sessions, in events and in the database. */
  public String text() {
    return text;
  }

  /** Returns the method of that name; empty if there is none. */
  public static Optional<ProofMethod> of(String text) {
    return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst();
  }

  Part part() {
    return part;
  }

  /** Returns whether it is one of the four kinds of passkeys: no other method resists phishing. */
  public boolean isPasskey() {
    return switch (this) {
      case PASSKEY, DEVICE_PASSKEY, PASSKEY_TOUCH, DEVICE_PASSKEY_TOUCH -> true;
      case PASSWORD, EMAIL_CODE, TOTP, RECOVERY_CODE, REMEMBERED_DEVICE -> false;
    };
  }

  /** Returns whether it is a log-in on its own, with two factors in one. */
  public boolean standsAlone() {
    return part == Part.WHOLE;
  }

  boolean isDeviceBound() {
    return this == DEVICE_PASSKEY || this == DEVICE_PASSKEY_TOUCH;
  }

  /** Returns its values of the claim {@code amr} (RFC 8176 section 2), which has none for what proves nothing. */
  List<String> references() {
    if (part == Part.NONE) {
      return List.of();
    }
    return isPasskey() ? List.of(reference, "user") : List.of(reference);
  }
}

package dev.restauth.assurance;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Methods with which users prove their identity. */
public enum ProofMethod {
  /** The password. */
  PASSWORD("password", Part.FIRST, "pwd"),

  /**
   * A code that was mailed to the confirmed address. It is the same factor as the password, because
   * the mailbox can be used to set a new password.
   */
  EMAIL_CODE("email-code", Part.FIRST, "otp"),

  /** A code of an authenticator app (RFC 6238). */
  TOTP("totp", Part.SECOND, "otp"),

  /** One of the recovery codes, which replace a lost factor. */
  RECOVERY_CODE("recovery-code", Part.SECOND, "otp"),

  /**
   * A passkey that may be synchronized between devices. The authenticator has verified the user.
   */
  PASSKEY("passkey", Part.WHOLE, "swk"),

  /** A passkey that cannot leave its device. The authenticator has verified the user. */
  DEVICE_PASSKEY("device-passkey", Part.WHOLE, "hwk"),

  /**
   * A passkey that may be synchronized between devices. The user was present, but not verified.
   */
  PASSKEY_TOUCH("passkey-touch", Part.SECOND, "swk"),

  /** A passkey that cannot leave its device. The user was present, but not verified. */
  DEVICE_PASSKEY_TOUCH("device-passkey-touch", Part.SECOND, "hwk"),

  /**
   * A browser on which the user has chosen, at an earlier log-in, not to be asked for the second
   * factor. It is not a factor, because anybody who uses the browser has it. Only {@link
   * Assurance#judgeRemembered} accepts it, in place of the second factor.
   */
  REMEMBERED_DEVICE("remembered-device", Part.NONE, "");

  /** The role that a method can have in an authentication. */
  enum Part {
    /** The password, or the mailbox, with which the password can be replaced. */
    FIRST,
    /** Something that the user has. */
    SECOND,
    /**
     * Two factors in one: a device that the user has, and the PIN or biometrics that unlock it.
     */
    WHOLE,
    /** No role, because the method proves nothing. */
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

  /** Returns the name of the method in lists of sessions, in events and in the database. */
  public String text() {
    return text;
  }

  /** Returns the method with this name; empty if there is none. */
  public static Optional<ProofMethod> of(String text) {
    return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst();
  }

  Part part() {
    return part;
  }

  /** Returns whether this is one of the four passkey methods. No other method resists phishing. */
  public boolean isPasskey() {
    return switch (this) {
      case PASSKEY, DEVICE_PASSKEY, PASSKEY_TOUCH, DEVICE_PASSKEY_TOUCH -> true;
      case PASSWORD, EMAIL_CODE, TOTP, RECOVERY_CODE, REMEMBERED_DEVICE -> false;
    };
  }

  /**
   * Returns whether the method suffices for a log-in without another proof, because it combines two
   * factors.
   */
  public boolean standsAlone() {
    return part == Part.WHOLE;
  }

  boolean isDeviceBound() {
    return this == DEVICE_PASSKEY || this == DEVICE_PASSKEY_TOUCH;
  }

  /**
   * Returns the values of the claim {@code amr} for this method (RFC 8176 section 2). A method that
   * proves nothing has none.
   */
  List<String> references() {
    if (part == Part.NONE) {
      return List.of();
    }
    return isPasskey() ? List.of(reference, "user") : List.of(reference);
  }
}

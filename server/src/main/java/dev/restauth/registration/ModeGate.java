package dev.restauth.registration;

import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.registration.RegistrationSettings.Mode;
import java.util.EnumSet;
import java.util.Set;

/**
 * Refuses the kinds of registration that the setting {@code registration} does not allow.
 *
 * @param mode the value of the setting
 */
record ModeGate(Mode mode) {
  private static final Set<Mode> INVITING = EnumSet.complementOf(EnumSet.of(Mode.CLOSED));

  /** Throws an exception unless anybody may register with a user name and a password. */
  void requireOpen() {
    require(mode == Mode.OPEN);
  }

  /** Throws an exception unless anybody may register with a confirmed address. */
  void requireVerified() {
    require(mode == Mode.VERIFIED);
  }

  /** Throws an exception unless invited people may create accounts. */
  void requireInviting() {
    require(isInviting());
  }

  /** Returns whether invited people may create accounts. */
  boolean isInviting() {
    return INVITING.contains(mode);
  }

  private void require(boolean allowed) {
    if (!allowed) {
      throw new ProblemException(
          ProblemType.REGISTRATION_CLOSED.because(
              switch (mode) {
                case OPEN ->
                    "Register with POST /api/users: this server asks for no confirmed e-mail address"
                        + " first.";
                case VERIFIED ->
                    "Confirm an e-mail address first: send it to POST /api/registrations, then the"
                        + " code from the mail with a user name and a password.";
                case INVITED ->
                    "Accounts are made only by invitation: open the link in the mail that invites"
                        + " you, or ask an operator of this server for one.";
                case CLOSED ->
                    "Only operators of this server make accounts: ask one of them for yours.";
              }));
    }
  }
}

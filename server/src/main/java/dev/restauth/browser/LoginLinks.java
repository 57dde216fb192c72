package dev.restauth.browser;

/**
 * The alternatives to user name and password that the log-in pages offer, according to the
 * settings.
 *
 * @param signUp whether users can create their own account
 * @param forgot whether users can set a new password by mail
 * @param code whether users can log in with a mailed code
 * @param lostFactor whether users can remove a lost second factor by mail
 */
public record LoginLinks(boolean signUp, boolean forgot, boolean code, boolean lostFactor) {
  static final String SIGN_UP = "/signup";
  static final String FORGOT = "/forgot";
  static final String LOST_FACTOR = LoginPages.FACTOR + "/lost";

  /** The script of the sign-up pages, which computes the proof of work. */
  static final String WORK_SCRIPT = "/sign-up.js";
}

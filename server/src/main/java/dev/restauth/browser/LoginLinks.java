package dev.restauth.browser;

/**
 * The alternatives to name and password that the pages of a log-in offer, by the settings of the server.
 *
 * @param signUp whether users can make an account by themselves
 * @param forgot whether users can set a new password by mail
 * @param code whether users can log in by a mailed code
 * @param lostFactor whether users can have a lost second factor removed by mail
 */
public record LoginLinks(boolean signUp, boolean forgot, boolean code, boolean lostFactor) {
  static final String SIGN_UP = "/signup";
  static final String FORGOT = "/forgot";
  static final String LOST_FACTOR = LoginPages.FACTOR + "/lost";

  /** The script of the pages for signing up, which computes the proof of work. */
  static final String WORK_SCRIPT = "/sign-up.js";
}

package dev.restauth.bench.day;

/**
 * The kinds of requests. For each kind, the average number of requests that a user causes in a day.
 */
enum Kind {
  TOKEN_CHECK("token checks", 40),
  INTROSPECTION("introspections", 2),
  RENEWAL("renewals by token", 2),
  REFRESH("refreshes", 3),
  KEY_USE("uses of personal keys", 1),
  LOG_IN("log-ins", 0.5),
  WRONG_PASSWORD("wrong passwords", 0.5),
  LOG_OUT("log-outs", 0.2),
  OWN_EVENTS("lists of own events", 0.1),
  LOOK_UP("administrators' look-ups", 0.05),
  REGISTRATION("registrations", 0.02),
  RESET("password resets, with their mails", 0.01),
  PASSWORD_CHANGE("password changes", 0.005);

  private final String text;
  private final double perUser;

  Kind(String text, double perUser) {
    this.text = text;
    this.perUser = perUser;
  }

  String text() {
    return text;
  }

  /**
   * Returns the number of requests per second if a number of users come within a number of seconds.
   */
  double perSecond(long users, long seconds) {
    return perUser * users / seconds;
  }
}

package dev.restauth.config;

/**
 * Groups of settings. They are the headings of the help and of the documentation, in this order.
 */
public enum Group {
  LISTENING("Listening"),
  TLS("TLS"),
  FILES("Files and database"),
  TOKENS("Tokens and sessions"),
  PASSWORDS("Passwords"),
  ACCOUNTS("Accounts"),
  TAKING_OVER("Importing users at log-in"),
  PAGES("Pages"),
  MAIL("Mail"),
  OUTBOUND("Calls to clients"),
  LIMITS("Limits"),
  LOGGING("Logging");

  private final String title;

  Group(String title) {
    this.title = title;
  }

  public String title() {
    return title;
  }
}

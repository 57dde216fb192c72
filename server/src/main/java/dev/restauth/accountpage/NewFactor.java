package dev.restauth.accountpage;

import dev.restauth.http.Call;
import java.util.Locale;

/** The kinds of second factors that a user can add on a page. */
enum NewFactor {
  /** An authenticator app. */
  TOTP(TotpPageRoutes.PATH),
  /** A passkey. */
  PASSKEY(AccountPages.FACTORS);

  private static final String PARAMETER = "for";

  /**
   * The separator between the kind and the request id of a mail. Neither of the two contains a
   * space.
   */
  private static final String SEPARATOR = " ";

  private final String path;

  NewFactor(String path) {
    this.path = path;
  }

  /** Returns the kind in the URL of a page. */
  static NewFactor in(Call call) {
    return of(call.queryForm().flatMap(query -> query.one(PARAMETER)).orElse(""));
  }

  /** Returns the kind whose name is at the beginning of a text. */
  static NewFactor of(String text) {
    return text.startsWith(PASSKEY.text()) ? PASSKEY : TOTP;
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The path of the page for adding a factor of this kind. */
  String path() {
    return path;
  }

  /** The path and the query of the page that asks for the code from the mailbox. */
  String codePath() {
    return MailboxMarks.PATH + "?" + PARAMETER + "=" + text();
  }

  /** Returns a text that contains the kind and the request id of a mail. */
  String with(String request) {
    return text() + SEPARATOR + request;
  }

  /** Returns the request id in a text that {@link #with} has returned. */
  String request(String text) {
    return text.startsWith(with("")) ? text.substring(with("").length()) : "";
  }
}

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

  /** Separates the kind and the request of a mail; neither contains it. */
  private static final String SEPARATOR = " ";

  private final String path;

  NewFactor(String path) {
    this.path = path;
  }

  /** Returns the kind that the address of a page names. */
  static NewFactor in(Call call) {
    return of(call.queryForm().flatMap(query -> query.one(PARAMETER)).orElse(""));
  }

  /** Returns the kind with which a text begins. */
  static NewFactor of(String text) {
    return text.startsWith(PASSKEY.text()) ? PASSKEY : TOTP;
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The path of the page that adds one. */
  String path() {
    return path;
  }

  /** The path and query of the page for the code from the mailbox. */
  String codePath() {
    return MailboxMarks.PATH + "?" + PARAMETER + "=" + text();
  }

  /** Returns a text with the request of a mail. */
  String with(String request) {
    return text() + SEPARATOR + request;
  }

  /** Returns the request in such a text. */
  String request(String text) {
    return text.startsWith(with("")) ? text.substring(with("").length()) : "";
  }
}

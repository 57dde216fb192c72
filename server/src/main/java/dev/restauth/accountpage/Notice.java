package dev.restauth.accountpage;

import dev.restauth.page.FormTokens;
import dev.restauth.page.Message;
import java.util.Arrays;
import java.util.Locale;

/**
 * The notices that pages show after a change. A page shows a notice only if the URL has a token for
 * this browser and session. Otherwise a link on another site could make a page show any notice.
 */
enum Notice {
  SESSION_ENDED,
  OTHERS_ENDED,
  DEVICE_FORGOTTEN,
  ACCESS_WITHDRAWN,
  PASSWORD_CHANGED,
  PASSWORD_ADDED,
  EMAIL_CHANGED,
  EMAIL_DROPPED,
  APP_REMOVED,
  PASSKEY_ADDED,
  PASSKEY_RENAMED,
  PASSKEY_REMOVED;

  private static final String NAME = "done";
  private static final String TOKEN = "for";

  private String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private String about(String session) {
    return NAME + "\n" + session + "\n" + text();
  }

  /** Returns the query of the URL with this notice. */
  String query(FormTokens.Browser browser, String session) {
    return "?" + NAME + "=" + text() + "&" + TOKEN + "=" + browser.token(about(session));
  }

  /** Returns the notice to show on a visit; {@link Message#NONE} if there is none. */
  static Message of(Visit visit, FormTokens tokens) {
    return visit
        .call()
        .queryForm()
        .flatMap(
            query ->
                Arrays.stream(values())
                    .filter(each -> query.all(NAME).contains(each.text()))
                    .filter(
                        each ->
                            tokens.accepts(
                                visit.call(), query.one(TOKEN), each.about(visit.session().id())))
                    .findFirst())
        .map(each -> Message.of("account.done." + each.text()))
        .orElse(Message.NONE);
  }
}

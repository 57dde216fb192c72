package dev.restauth.accountpage;

import dev.restauth.account.PasswordConfirmation;
import dev.restauth.enrolment.FirstFactorCodes;
import dev.restauth.http.Answer;
import dev.restauth.page.FormTokens;
import java.time.Instant;
import java.util.Optional;

/**
 * Marks in URLs. A mark says that the user has just entered a code from the mailbox. It is valid
 * only in one browser and one session, and for a few minutes. The server stores no marks.
 * Thread-safe.
 *
 * @param codes decides whether the owner needs a code for adding the next factor
 */
record MailboxMarks(FormTokens tokens, FirstFactorCodes codes) {
  /** The path of the page that asks for the code. */
  static final String PATH = AccountPages.FACTORS + "/code";

  /** The name of the parameter that contains a mark. */
  static final String NAME = "mailbox";

  /** The maximum number of digits of the time in a mark. */
  private static final int DIGITS_AT_MOST = 12;

  /** Returns the query of a URL with a mark. */
  String query(Visit visit) {
    String at = Long.toString(visit.at().getEpochSecond());
    return "?" + NAME + "=" + at + "." + visit.browser().token(about(visit, at));
  }

  private static String about(Visit visit, String at) {
    return visit.about(AccountPages.FACTORS, NAME, at);
  }

  /** Returns the mark in the URL of a page. */
  static Optional<String> in(Visit visit) {
    return visit.call().queryForm().flatMap(query -> query.one(NAME));
  }

  /** Returns whether a mark is valid. */
  boolean holds(Visit visit, Optional<String> mark) {
    return mark.filter(each -> holds(visit, each)).isPresent();
  }

  private boolean holds(Visit visit, String mark) {
    int dot = mark.indexOf('.');
    if (dot < 1 || dot > DIGITS_AT_MOST) {
      return false;
    }
    String at = mark.substring(0, dot);
    return tokens.accepts(visit.call(), Optional.of(mark.substring(dot + 1)), about(visit, at))
        && !Instant.ofEpochSecond(Long.parseLong(at)) // cannot fail: this server wrote it
            .plus(PasswordConfirmation.MAX_AGE)
            .isBefore(visit.at());
  }

  /** Returns the answer that leads to the page for the code; empty if no code is needed. */
  Optional<Answer> refusal(Visit visit, NewFactor factor) {
    return isNeeded(visit)
        ? Optional.of(Answer.seeOther(visit.call().pathOf(factor.codePath())))
        : Optional.empty();
  }

  /** Returns whether the owner needs a code for adding the account's next factor. */
  boolean isNeeded(Visit visit) {
    return codes.isNeeded(visit.accountId());
  }
}

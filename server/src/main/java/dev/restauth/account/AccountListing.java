package dev.restauth.account;

import dev.restauth.account.Account.State;
import dev.restauth.account.AccountAdministration.Listed;
import dev.restauth.job.Progress;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Operations;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import java.util.List;
import java.util.Optional;

/** Lists accounts in the order of their names, one page at a time ({@code restauth user list}). */
final class AccountListing implements Operations.Operation {
  /**
   * Maximum size of a page. This number of accounts fits into a response, however long their names
   * are.
   */
  static final int MAX_PAGE = 500;

  private final AccountAdministration administration;

  AccountListing(AccountAdministration administration) {
    this.administration = administration;
  }

  @Override
  public Reply perform(Request request, Progress progress) {
    int limit = (int) request.number("limit", 1, MAX_PAGE);
    List<Listed> accounts =
        administration.list(
            request.find("prefix").map(Username::spellings).orElse(List.of("")),
            request.find("after").orElse(""),
            request.findOneOf("state", State.class),
            limit + 1L);
    boolean more = accounts.size() > limit;
    List<Listed> page = more ? accounts.subList(0, limit) : accounts;
    Optional<String> note =
        more
            ? Optional.of("There are more: " + next(page.getLast().account().username()))
            : Optional.of("No account matches.").filter(none -> page.isEmpty());
    return new Reply.Done(
        Facts.list(page.stream().map(AccountListing::facts).toList()), note.stream().toList());
  }

  private static Facts facts(Listed listed) {
    Account account = listed.account();
    return Facts.NONE
        .with("id", account.id())
        .with("username", account.username())
        .with("state", UserOperations.state(account))
        .with("created_at", account.createdAt().toString())
        .with("kind", listed.service() ? "service" : "person");
  }

  /**
   * Returns a text that explains how to request the next page. If the last name has characters that
   * a terminal does not show, an operator cannot copy the name. The text then refers to {@code
   * --json}.
   */
  private static String next(String last) {
    return last.codePoints().allMatch(AccountListing::isPrintable)
        ? "add --after=" + quoted(last)
        : "--json shows the last name, for --after, as it is";
  }

  private static boolean isPrintable(int c) {
    int type = Character.getType(c);
    return type != Character.CONTROL
        && type != Character.FORMAT
        && type != Character.LINE_SEPARATOR
        && type != Character.PARAGRAPH_SEPARATOR;
  }

  /** Quotes a name for a shell. */
  private static String quoted(String name) {
    return name.matches("[A-Za-z0-9_.@+][A-Za-z0-9_.@+-]*")
        ? name
        : "'" + name.replace("'", "'\\''") + "'";
  }
}

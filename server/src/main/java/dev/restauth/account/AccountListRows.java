package dev.restauth.account;

import dev.restauth.account.Account.State;
import dev.restauth.store.Transaction;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Accounts by name, a page at a time, in the order of the unique index on the name. Closed ones keep theirs.
 */
record AccountListRows(Transaction tx) {
  /** What no name comes after: the last character that there is. */
  private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

  /**
   * A page.
   *
   * @param prefixes what the names begin with, one or two spellings; may be empty
   * @param after the last name of the page before; empty for the first page
   * @param state only these; empty for all
   * @param atMost how many, at least 1
   */
  List<Account> page(List<String> prefixes, String after, Optional<State> state, long atMost) {
    List<String> states =
        Arrays.stream(State.values())
            .map(each -> state.orElse(each).name().toLowerCase(Locale.ROOT))
            .toList();
    return prefixes.size() == 1 && ordersByBytes()
        ? between(prefixes.getFirst(), after, states, atMost)
        : beginning(prefixes, after, states, atMost);
  }

  /** SQLite does; PostgreSQL if its database has the collation C or one like it. */
  private boolean ordersByBytes() {
    return tx.sql()
        .one(
            "SELECT CASE WHEN 'a' < 'B' THEN 0 ELSE 1 END AS by_bytes",
            row -> row.number("by_bytes") == 1)
        .orElse(false);
  }

  /** All names with a prefix lie between it and what it ends at: the index is read there and nowhere else. */
  private List<Account> between(String prefix, String after, List<String> states, long atMost) {
    boolean goesOn = compare(after, prefix) >= 0;
    return tx.sql()
        .all(
            "SELECT"
                + AccountRows.COLUMNS
                + "FROM account"
                + " WHERE username >= ? AND username <> ? AND username < ?"
                + " AND state IN (?, ?, ?) ORDER BY username LIMIT ?",
            AccountRows::account,
            goesOn ? after : prefix,
            after,
            end(prefix),
            states.get(0),
            states.get(1),
            states.get(2),
            atMost);
  }

  /**
   * If a language orders them, names with a prefix may lie apart, as those of several prefixes do: the
   * index is read from the start on.
   */
  private List<Account> beginning(
      List<String> prefixes, String after, List<String> states, long atMost) {
    String first = prefixes.getFirst();
    String last = prefixes.getLast();
    return tx.sql()
        .all(
            "SELECT"
                + AccountRows.COLUMNS
                + "FROM account WHERE username >= ? AND username <> ? AND"
                + " (substr(username, 1, CAST(? AS INTEGER)) = ?"
                + " OR substr(username, 1, CAST(? AS INTEGER)) = ?)"
                + " AND state IN (?, ?, ?) ORDER BY username LIMIT ?",
            AccountRows::account,
            after,
            after,
            (long) first.codePointCount(0, first.length()),
            first,
            (long) last.codePointCount(0, last.length()),
            last,
            states.get(0),
            states.get(1),
            states.get(2),
            atMost);
  }

  /** As UTF-8 orders them, which is by code points. */
  private static int compare(String one, String other) {
    int[] ones = one.codePoints().toArray();
    int[] others = other.codePoints().toArray();
    return Arrays.compare(ones, others);
  }

  /** The least text that comes after all that begin so. */
  private static String end(String prefix) {
    int[] points = prefix.codePoints().toArray();
    for (int last = points.length - 1; last >= 0; last--) {
      if (points[last] < Character.MAX_CODE_POINT) {
        boolean beforeSurrogates = points[last] == Character.MIN_SURROGATE - 1;
        points[last] = beforeSurrogates ? Character.MAX_SURROGATE + 1 : points[last] + 1;
        return new String(points, 0, last + 1);
      }
    }
    return LAST;
  }
}

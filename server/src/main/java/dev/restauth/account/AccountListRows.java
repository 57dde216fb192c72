package dev.restauth.account;

import dev.restauth.account.Account.State;
import dev.restauth.store.Transaction;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Lists of accounts: pages in the order of the unique index on the name, and closed accounts in the
 * order of their ids. Erased accounts have a colon and their id in place of the name.
 */
public record AccountListRows(Transaction tx) {
  /** The end of the last range of names: the highest code point. */
  private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

  /**
   * Returns a page.
   *
   * @param prefixes the prefix of the names to list, in one or two spellings; an empty prefix lists all
   * @param after the last name of the previous page; empty for the first page
   * @param state the state of the accounts to list; empty for all
   * @param atMost the maximum number of accounts, at least 1
   */
  List<Account> page(List<String> prefixes, String after, Optional<State> state, long atMost) {
    List<String> states =
        Arrays.stream(State.values())
            .map(each -> state.orElse(each).name().toLowerCase(Locale.ROOT))
            .toList();
    return prefixes.size() == 1 && ordersByBytes()
        ? between(prefixes.getFirst(), after, states, atMost)
        : fromStart(prefixes, after, states, atMost);
  }

  /**
   * Whether the database compares text by bytes. SQLite does; PostgreSQL does if the database has
   * the collation C or one like it.
   */
  private boolean ordersByBytes() {
    return tx.sql()
        .one(
            "SELECT CASE WHEN 'a' < 'B' THEN 0 ELSE 1 END AS by_bytes",
            row -> row.number("by_bytes") == 1)
        .orElse(false);
  }

  /**
   * Reads only a range of the index: all names with a prefix lie between the prefix and its end.
   */
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
   * Reads the index after {@code after}. In the sort order of a language, names with the same prefix
   * need not be adjacent, nor need names with two different prefixes.
   */
  private List<Account> fromStart(
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

  /** The number of accounts that are not closed and have an @ in their names. */
  public long countWithAt() {
    return tx.sql()
        .one(
            "SELECT count(*) AS n FROM account WHERE username LIKE '%@%' AND state <> 'closed'",
            row -> row.number("n"))
        .orElseThrow();
  }

  /** The first names of accounts that are not closed and have an @. */
  public List<String> namesWithAt(long atMost) {
    return tx.sql()
        .all(
            "SELECT username FROM account WHERE username LIKE '%@%' AND state <> 'closed'"
                + " ORDER BY username LIMIT ?",
            row -> row.text("username"), atMost);
  }

  /** Compares in the order of UTF-8, which is the order of code points. */
  private static int compare(String one, String other) {
    int[] ones = one.codePoints().toArray();
    int[] others = other.codePoints().toArray();
    return Arrays.compare(ones, others);
  }

  /** Returns the least text that is greater than all texts with this prefix. */
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

  /** Returns the last of the next {@code atMost} ids after one; empty if there is none. */
  Optional<Long> lastIdAfter(long id, long atMost) {
    return tx.sql()
        .one(
            "SELECT max(id) AS last FROM"
                + " (SELECT id FROM account WHERE id > ? ORDER BY id LIMIT ?) AS next",
            row -> row.findNumber("last"),
            id,
            atMost)
        .flatMap(last -> last);
  }

  /** Returns accounts that are closed and have names, of a range of ids. */
  List<Account> closedWithName(long after, long last, long atMost) {
    return tx.sql()
        .all(
            "SELECT"
                + AccountRows.COLUMNS
                + "FROM account WHERE id > ? AND id <= ? AND state = 'closed'"
                + " AND substr(username, 1, 1) <> ':' ORDER BY id LIMIT ?",
            AccountRows::account,
            after,
            last,
            atMost);
  }

  /**
   * Returns closed accounts by their ids.
   *
   * @param after the id after which to start
   * @param atMost the maximum number of accounts, at least 1
   */
  public List<Account> closed(long after, long atMost) {
    return tx.sql()
        .all(
            "SELECT"
                + AccountRows.COLUMNS
                + "FROM account WHERE id > ? AND state = 'closed' ORDER BY id LIMIT ?",
            AccountRows::account,
            after,
            atMost);
  }
}

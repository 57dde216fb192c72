package dev.restauth.account;

import dev.restauth.account.Account.State;
import dev.restauth.store.Transaction;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Lists of accounts. Each list follows the order of an index, so the cost of a page does not depend
 * on the number of accounts. An erased account has a placeholder instead of a name: a colon and its
 * id.
 */
public record AccountListRows(Transaction tx) {
  private static final String SELECT = "SELECT" + AccountRows.COLUMNS + "FROM account ";

  /** The query for accounts by name and state. The names are in byte order. */
  public static final String BY_NAME_SQLITE =
      SELECT
          + "WHERE username >= ? AND username <> ? AND username < ?"
          // Without the plus sign, SQLite would use the index on states and sort all accounts.
          + " AND +state IN (?, ?, ?) ORDER BY username LIMIT ?";

  /** {@link #BY_NAME_SQLITE} for PostgreSQL. The query works with any collation of the database. */
  public static final String BY_NAME_POSTGRESQL =
      SELECT
          + "WHERE username COLLATE \"C\" >= ? AND username <> ? AND username COLLATE \"C\" < ?"
          + " AND state IN (?, ?, ?) ORDER BY username COLLATE \"C\" LIMIT ?";

  /** The query for accounts by id. */
  public static final String BY_ID = SELECT + "WHERE id > ? ORDER BY id LIMIT ?";

  /** The query for the accounts that have a given role, in the order of their ids. */
  public static final String BY_ROLE =
      "SELECT"
          + AccountRows.COLUMNS
          + "FROM (SELECT account_id FROM account_role WHERE role = ? AND account_id > ?"
          + " ORDER BY account_id LIMIT ?) holder"
          + " JOIN account ON account.id = holder.account_id ORDER BY holder.account_id";

  /**
   * The query for the accounts that have a given e-mail address, in the order of their ids. The
   * address is compared in lower case.
   */
  public static final String BY_EMAIL_SQLITE =
      SELECT + "WHERE lower(email) = ? AND email IS NOT NULL AND id > ? ORDER BY id LIMIT ?";

  /**
   * {@link #BY_EMAIL_SQLITE} for PostgreSQL. In the collation C, lower() changes only ASCII
   * letters, as in SQLite.
   */
  public static final String BY_EMAIL_POSTGRESQL =
      SELECT
          + "WHERE lower(email COLLATE \"C\") = ? AND email IS NOT NULL AND id > ?"
          + " ORDER BY id LIMIT ?";

  /** The end of the last range of names, which is the highest code point. */
  private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

  private static final List<String> STATES =
      Arrays.stream(State.values()).map(AccountListRows::text).toList();

  /**
   * Returns a page of accounts, in the byte order of their names. The query reads only the ranges
   * of the prefixes.
   *
   * @param prefixes the prefix of the names to list, in one or two spellings; an empty prefix lists
   *     all
   * @param after the last name of the previous page; empty for the first page
   * @param state the state of the accounts to list; empty for all
   * @param atMost the maximum number of accounts, at least 1
   */
  public List<Account> page(
      List<String> prefixes, String after, Optional<State> state, long atMost) {
    List<String> states =
        state.map(each -> Collections.nCopies(STATES.size(), text(each))).orElse(STATES);
    return prefixes.stream()
        .flatMap(prefix -> between(prefix, after, states, atMost).stream())
        .distinct()
        .sorted((one, other) -> compare(one.username(), other.username()))
        .limit(atMost)
        .toList();
  }

  private static String text(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the accounts whose names begin with the prefix. These names lie between the prefix and
   * the end of its range.
   */
  private List<Account> between(String prefix, String after, List<String> states, long atMost) {
    boolean goesOn = compare(after, prefix) >= 0;
    return tx.sql()
        .all(
            BY_NAME_SQLITE,
            BY_NAME_POSTGRESQL,
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
   * Returns accounts in any state, in the order of their ids.
   *
   * @param after the id after which the list starts
   * @param atMost the maximum number of accounts, at least 1
   */
  public List<Account> byId(long after, long atMost) {
    return tx.sql().all(BY_ID, AccountRows::account, after, atMost);
  }

  /** Returns the accounts that have the given role, in the order of their ids. */
  public List<Account> byRole(String role, long after, long atMost) {
    return tx.sql().all(BY_ROLE, AccountRows::account, role, after, atMost);
  }

  /**
   * Returns the accounts that have the given e-mail address, confirmed or not, in the order of
   * their ids.
   *
   * @param lowerCase the address, with ASCII letters in lower case
   */
  public List<Account> byEmail(String lowerCase, long after, long atMost) {
    return tx.sql()
        .all(BY_EMAIL_SQLITE, BY_EMAIL_POSTGRESQL, AccountRows::account, lowerCase, after, atMost);
  }

  /** Returns the number of accounts, without closed ones, whose names contain an @. */
  public long countWithAt() {
    return tx.sql()
        .one(
            "SELECT count(*) AS n FROM account WHERE username LIKE '%@%' AND state <> 'closed'",
            row -> row.number("n"))
        .orElseThrow();
  }

  /**
   * Returns the names that contain an @, in order, without the names of closed accounts. Returns at
   * most {@code atMost} names.
   */
  public List<String> namesWithAt(long atMost) {
    return tx.sql()
        .all(
            "SELECT username FROM account WHERE username LIKE '%@%' AND state <> 'closed'"
                + " ORDER BY username LIMIT ?",
            row -> row.text("username"), atMost);
  }

  /** Compares two names in the order of UTF-8, which is the order of code points. */
  private static int compare(String one, String other) {
    int[] ones = one.codePoints().toArray();
    int[] others = other.codePoints().toArray();
    return Arrays.compare(ones, others);
  }

  /** Returns the smallest text that is greater than all texts with this prefix. */
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

  /** Returns the last of the next {@code atMost} ids after the given id; empty if no id follows. */
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

  /** Returns the accounts in a range of ids that are closed but still have a name. */
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
   * Returns closed accounts, in the order of their ids.
   *
   * @param after the id after which the list starts
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

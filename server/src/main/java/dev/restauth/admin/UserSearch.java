package dev.restauth.admin;

import dev.restauth.account.Account;
import dev.restauth.account.AccountListRows;
import dev.restauth.account.AccountRows;
import dev.restauth.account.Username;
import dev.restauth.mail.EmailAddress;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A search for accounts. It has one source, whose index determines the order, and filters that are
 * applied to the accounts from the source. A page examines at most {@value #EXAMINED} accounts, so
 * its cost does not depend on the number of accounts or on the filters. A page may therefore
 * contain fewer accounts than requested, or none, although another page follows.
 *
 * @param state the state that the accounts must have; empty for any
 * @param createdAfter the time after which the accounts must have been created; empty for any
 */
record UserSearch(Source source, Optional<Account.State> state, Optional<Instant> createdAfter) {
  /** Maximum number of accounts that one page examines. */
  static final int EXAMINED = 1_000;

  /** The source from whose index the accounts are read. */
  sealed interface Source {
    /** All accounts, in the order of their ids. */
    record All() implements Source {}

    /** The account that has this name. */
    record Named(String username) implements Source {}

    /** The accounts whose names have this prefix. The names are in byte order. */
    record Prefixed(String prefix) implements Source {}

    /** The accounts that have this e-mail address, confirmed or not, in the order of their ids. */
    record Addressed(EmailAddress address, String typed) implements Source {}

    /** The accounts that have this role, in the order of their ids. */
    record Holding(String role) implements Source {}
  }

  /**
   * A page of accounts.
   *
   * @param next the position after which the next page begins; empty if this is the last page
   */
  record Page(List<Account> accounts, Optional<String> next) {}

  /**
   * Reads a page.
   *
   * @param after the position after which the page begins; empty for the first page
   * @param limit the maximum number of accounts, at least 1
   */
  Page page(Transaction tx, Optional<String> after, int limit) {
    List<Account> found = new ArrayList<>();
    Optional<String> position = after;
    int examined = 0;
    int batch = limit + 1; // enough if the filters exclude no account
    while (examined < EXAMINED) {
      int size = Math.min(batch, EXAMINED - examined);
      List<Account> read = read(tx, position, size);
      for (Account each : read) {
        boolean matches = matches(each);
        if (matches && found.size() == limit) {
          return new Page(found, position);
        }
        if (matches) {
          found.add(each);
        }
        position = Optional.of(position(each));
      }
      if (read.size() < size) {
        return new Page(found, Optional.empty());
      }
      examined += size;
      batch = EXAMINED;
    }
    return new Page(found, position);
  }

  private boolean matches(Account account) {
    return state.filter(wanted -> account.state() != wanted).isEmpty()
        && createdAfter.filter(time -> !account.createdAt().isAfter(time)).isEmpty()
        && (!account.erased() || !isByName() || state.equals(Optional.of(Account.State.CLOSED)));
  }

  /**
   * Returns whether the search is for names. The name of an erased account is a placeholder, so
   * such a search finds erased accounts only if it asks for closed accounts.
   */
  private boolean isByName() {
    return switch (source) {
      case Source.Named _, Source.Prefixed _ -> true;
      case Source.All _, Source.Addressed _, Source.Holding _ -> false;
    };
  }

  private String position(Account account) {
    return source instanceof Source.Prefixed ? account.username() : Long.toString(account.id());
  }

  private List<Account> read(Transaction tx, Optional<String> after, long size) {
    AccountListRows rows = new AccountListRows(tx);
    return switch (source) {
      case Source.All() -> rows.byId(id(after), size);
      case Source.Holding(String role) -> rows.byRole(role, id(after), size);
      case Source.Named(String username) -> named(tx, username);
      case Source.Prefixed(String prefix) ->
          isStorable(prefix)
              ? rows.page(Username.spellings(prefix), after.orElse(""), Optional.empty(), size)
              : List.of();
      case Source.Addressed(EmailAddress address, String typed) ->
          // The typed spelling is searched for too, because an imported address is stored in the
          // form in which the other system stored it.
          Stream.of(address.comparable(), lowerCase(typed))
              .distinct()
              .flatMap(each -> rows.byEmail(each, id(after), size).stream())
              .sorted(Comparator.comparingLong(Account::id))
              .limit(size)
              .toList();
    };
  }

  /** Returns the account with this name. There is at most one, so the page is never full. */
  private static List<Account> named(Transaction tx, String username) {
    return isStorable(username)
        ? new AccountRows(tx).findAsTyped(username).stream().toList()
        : List.of();
  }

  /**
   * Returns whether a name can contain this text. PostgreSQL cannot store a NUL in a text, so no
   * name contains one.
   */
  private static boolean isStorable(String text) {
    return text.indexOf('\0') < 0;
  }

  private static long id(Optional<String> after) {
    return after.map(Long::parseLong).orElse(0L);
  }

  /** Converts only ASCII letters to lower case, as the index does. */
  private static String lowerCase(String text) {
    StringBuilder lower = new StringBuilder();
    text.chars()
        .mapToObj(c -> Character.toString(c))
        .map(each -> each.charAt(0) < 0x80 ? each.toLowerCase(Locale.ROOT) : each)
        .forEach(lower::append);
    return lower.toString();
  }

  /** Returns a text without names and addresses. */
  @Override
  public String toString() {
    return "UserSearch[" + source.getClass().getSimpleName() + "]";
  }
}

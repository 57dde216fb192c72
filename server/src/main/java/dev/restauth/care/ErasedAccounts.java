package dev.restauth.care;

import dev.restauth.account.Account;
import dev.restauth.account.AccountErasure;
import dev.restauth.account.AccountListRows;
import dev.restauth.store.Micros;
import dev.restauth.store.Snapshots;
import dev.restauth.store.Store;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Ids of accounts that were closed and erased. A restore must erase these accounts again. There can
 * be many ids, so they are read in parts.
 */
final class ErasedAccounts {
  private static final int PART = 500;

  private ErasedAccounts() {}

  /**
   * An account that was erased.
   *
   * @param id the id of the account
   * @param createdAt the time at which the account was created, in microseconds. It distinguishes
   *     the account from an account that has the same id in another database
   */
  record Erased(long id, long createdAt) implements Comparable<Erased> {
    private static final Comparator<Erased> ORDER =
        Comparator.comparingLong(Erased::id).thenComparingLong(Erased::createdAt);

    @Override
    public int compareTo(Erased other) {
      return ORDER.compare(this, other);
    }
  }

  /** Returns the erased accounts of a database, in the order of their ids. */
  static Iterator<Erased> in(Snapshots database) {
    return new InDatabase(database);
  }

  /**
   * Erases the accounts of a list again, unless they do not exist or are already erased.
   *
   * @return the number of accounts that were erased
   */
  static long eraseAgain(Store store, AccountErasure erasure, Iterator<Erased> accounts) {
    long erased = 0;
    while (accounts.hasNext()) {
      List<Erased> part = new ArrayList<>();
      while (accounts.hasNext() && part.size() < PART) {
        part.add(accounts.next());
      }
      erasure.prepare();
      erased +=
          store.<Long>inTransaction(
              tx ->
                  part.stream()
                      .filter(
                          each ->
                              erasure.eraseAgain(tx, each.id(), Micros.instant(each.createdAt())))
                      .count());
    }
    return erased;
  }

  private static final class InDatabase implements Iterator<Erased> {
    private final Snapshots database;
    private final Deque<Erased> part = new ArrayDeque<>();
    private long last;
    private boolean ended;

    InDatabase(Snapshots database) {
      this.database = database;
    }

    @Override
    public boolean hasNext() {
      if (part.isEmpty() && !ended) {
        List<Account> closed = database.reading(tx -> new AccountListRows(tx).closed(last, PART));
        closed.forEach(
            account -> part.add(new Erased(account.id(), Micros.of(account.createdAt()))));
        ended = closed.size() < PART;
        if (!closed.isEmpty()) {
          last = closed.getLast().id();
        }
      }
      return !part.isEmpty();
    }

    @Override
    public Erased next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return part.remove();
    }
  }
}

package dev.restauth.account;

import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Erases accounts. The id, the times, the name of the source and keyed digests of the user names
 * remain. No other user therefore ever gets the id or one of the names. Thread-safe.
 */
public final class AccountErasure {
  /** The number of ids that one maintenance step examines. */
  private static final long IDS = 10_000;

  private static final long ERASED_AT_ONCE = 100;

  /**
   * Maximum number of attempts. An attempt fails if the account is renamed between reading and
   * erasing its name. After the last attempt, the caller must try again.
   */
  private static final int ATTEMPTS = 3;

  private static final Duration BETWEEN_PASSES = Duration.ofDays(1);

  private final Store store;
  private final RetiredNames names;
  private final ClosingListener closing;
  private final BooleanSupplier holdsLease;
  private final InstantSource clock;
  private volatile boolean filesAreDue;
  private long passedId;
  private Instant nextPass = Instant.EPOCH;

  /**
   * Creates the erasure.
   *
   * @param closing erases what other features store about an account
   * @param holdsLease returns whether this process holds the maintenance lease, which only one
   *     server holds at a time
   */
  public AccountErasure(
      Store store,
      RetiredNames names,
      ClosingListener closing,
      BooleanSupplier holdsLease,
      InstantSource clock) {
    this.store = store;
    this.names = names;
    this.closing = closing;
    this.holdsLease = holdsLease;
    this.clock = clock;
  }

  /**
   * Loads the secret of the digests of retired names, which an erasure requires. Call this method
   * before a transaction that erases an account, but not inside the transaction.
   */
  public void prepare() {
    names.prepare();
  }

  /**
   * Closes and erases an account like {@link #erase}, for its owner, unless a feature refuses the
   * closing.
   */
  Optional<Account> eraseByOwner(
      Transaction tx, long id, long generation, Consumer<Transaction> recorded) {
    closing.prepare(tx);
    Runnable locked = closing.byOwner(tx, id);
    return erase(
        tx,
        id,
        generation,
        recording -> {
          locked.run();
          recorded.accept(recording);
        });
  }

  /**
   * Closes and erases an account, unless it is already closed or no longer has this {@code
   * generation}.
   *
   * @param recorded records that the account was closed; runs before the erasure, which also erases
   *     the personal data in that record
   * @return the account after the change; empty if another transaction changed the account first
   */
  Optional<Account> erase(
      Transaction tx, long id, long generation, Consumer<Transaction> recorded) {
    closing.prepare(tx);
    AccountRows accounts = new AccountRows(tx);
    for (int i = 0; i < ATTEMPTS; i++) {
      Optional<Account> before =
          accounts.findById(id).filter(account -> account.generation() == generation);
      if (before.isEmpty()) {
        return Optional.empty();
      }
      Optional<Account> closed =
          new RevokingAccountRows(tx).close(id, generation, before.get().username());
      if (closed.isPresent()) {
        recorded.accept(tx);
        eraseRest(tx, before.get());
        return closed;
      }
      // The account is already closed, or was renamed after its name was read.
    }
    return Optional.empty();
  }

  /**
   * Erases an account in any state.
   *
   * @param createdAt the account's creation time; an account with the same id but another creation
   *     time is not erased
   * @return whether the account existed and was not erased yet
   */
  public boolean eraseAgain(Transaction tx, long id, Instant createdAt) {
    Optional<Account> account =
        new AccountRows(tx)
            .findById(id)
            .filter(found -> found.createdAt().equals(createdAt))
            .filter(found -> !found.erased());
    return account.isPresent()
        && (account.get().state() == Account.State.CLOSED
            ? eraseClosed(tx, account.get())
            : erase(tx, id, account.get().generation(), _ -> {}).isPresent());
  }

  /**
   * Erases the remaining data of a closed account, such as its name: earlier versions of this
   * program did not erase names.
   */
  private boolean eraseClosed(Transaction tx, Account account) {
    closing.prepare(tx);
    boolean erased = new AccountRows(tx).eraseClosed(account.id(), account.username());
    if (erased) {
      eraseRest(tx, account);
    }
    return erased;
  }

  private void eraseRest(Transaction tx, Account before) {
    store.markErased(tx);
    AdoptedAccountRows adopted = new AdoptedAccountRows(tx);
    names.retireForNobody(tx, before.id(), before.username());
    before
        .sourceId()
        .ifPresent(
            source ->
                adopted
                    .eraseSourceKey(before.id())
                    .ifPresent(key -> names.retireKey(tx, source, key)));
    closing.in(tx, before);
  }

  /**
   * Removes erased data from the database's files, immediately or, if a reader is using the files,
   * within minutes.
   */
  public void discardErased() {
    filesAreDue = true;
    try {
      filesAreDue = !store.discardErased();
    } catch (StoreUnavailableException e) {
      // The account is already erased durably; maintenance tries to remove the data again.
    }
  }

  /**
   * Erases the data of accounts that earlier versions closed, and removes erased data from files
   * that were in use. Each call does a part of the work.
   *
   * @return whether more work may remain
   */
  synchronized boolean maintain() {
    if (filesAreDue) {
      discardErased();
    }
    Instant now = clock.instant();
    if (!holdsLease.getAsBoolean() || now.isBefore(nextPass)) {
      return false;
    }
    Optional<Long> end = store.reading(tx -> new AccountListRows(tx).lastIdAfter(passedId, IDS));
    if (end.isEmpty()) {
      passedId = 0;
      nextPass = now.plus(BETWEEN_PASSES);
      return false;
    }
    List<Account> closed =
        store.reading(
            tx -> new AccountListRows(tx).closedWithName(passedId, end.get(), ERASED_AT_ONCE));
    if (!closed.isEmpty()) {
      prepare();
      store.inTransaction(
          tx -> {
            closed.forEach(account -> eraseClosed(tx, account));
            return true;
          });
      discardErased();
    }
    if (closed.size() < ERASED_AT_ONCE) {
      passedId = end.get();
    }
    return true;
  }
}

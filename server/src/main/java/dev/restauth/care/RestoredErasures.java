package dev.restauth.care;

import dev.restauth.account.AccountErasure;
import dev.restauth.care.ErasedAccounts.Erased;
import dev.restauth.operator.Facts;
import dev.restauth.runtime.Closeables;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Erases accounts again in a restored database, if they were erased after its backup was made. */
final class RestoredErasures {
  private final Opening opening;
  private final List<String> notes = new ArrayList<>();
  private long erased;

  /** Creates erasers of accounts in a restored database. */
  @FunctionalInterface
  interface Opening {
    /**
     * Returns an eraser for the accounts in {@code store}. It can be used until {@code closeables}
     * is closed.
     */
    AccountErasure erasure(Store store, Closeables closeables);
  }

  RestoredErasures(Opening opening) {
    this.opening = opening;
  }

  /** Returns an action that erases the listed accounts. */
  Consumer<Store> of(ErasedAccountsFile list) {
    return store ->
        list.read(
            accounts -> {
              erase(store, accounts);
              return true;
            });
  }

  /**
   * Returns an action that erases the accounts that are erased in the replaced database. If part of
   * that database is unreadable, the action erases only the accounts before that part.
   */
  Consumer<Store> of(Supplier<Iterator<Erased>> replaced) {
    return store -> erase(store, new UntilUnreadable(replaced.get()));
  }

  /**
   * An iterator that ends at the first unreadable part of the replaced database, which may be
   * damaged.
   */
  private final class UntilUnreadable implements Iterator<Erased> {
    private final Iterator<Erased> accounts;

    UntilUnreadable(Iterator<Erased> accounts) {
      this.accounts = accounts;
    }

    @Override
    public boolean hasNext() {
      try {
        return accounts.hasNext();
      } catch (StoreUnavailableException e) {
        if (notes.isEmpty()) {
          notes.add(
              "The replaced database cannot be read: accounts that were erased after the last backup"
                  + " may be back.");
        }
        return false;
      }
    }

    @Override
    public Erased next() {
      return accounts.next();
    }
  }

  private void erase(Store store, Iterator<Erased> accounts) {
    if (accounts.hasNext()) {
      try (Closeables closeables = new Closeables()) {
        erased += ErasedAccounts.eraseAgain(store, opening.erasure(store, closeables), accounts);
      }
    }
  }

  Facts facts(Facts facts) {
    return facts.with("erased_again", erased);
  }

  List<String> notes() {
    if (erased > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Erased again, since the backup still had them: %s.",
              BackupOperation.counted(erased)));
    }
    return List.copyOf(notes);
  }
}

package dev.restauth.vault;

import dev.restauth.crypto.Unsealer;
import dev.restauth.store.Snapshots;
import dev.restauth.store.Transaction;
import java.util.List;

/**
 * Rows of one kind that hold something sealed under the master key.
 *
 * @param reseal seals all of them anew
 * @param check tries to open each
 */
public record SealedRows(Reseal reseal, Check check) {

  /** Seals the same under another key. */
  @FunctionalInterface
  public interface Resealing {
    /**
     * Opens and seals.
     *
     * @param identity what it was sealed for, and is again
     * @throws dev.restauth.store.StoreRefusedException where it does not open
     */
    byte[] again(byte[] sealed, String identity);
  }

  /** Seals rows anew. */
  @FunctionalInterface
  public interface Reseal {
    /** Seals all of them; returns how many there are. */
    int reseal(Transaction tx, Resealing resealing);
  }

  /** Looks at rows. */
  @FunctionalInterface
  public interface Check {
    /** Tries to open all of them; returns what is wrong, a line each. */
    List<String> check(Snapshots database, Unsealer opener);
  }
}

package dev.restauth.vault;

import dev.restauth.store.Transaction;

/** Rows of one kind that hold something sealed under the master key. */
@FunctionalInterface
public interface SealedRows {

  /** Seals the same under another key. */
  @FunctionalInterface
  interface Resealing {
    /**
     * Opens and seals.
     *
     * @param identity what it was sealed for, and is again
     * @throws dev.restauth.store.StoreRefusedException where it does not open
     */
    byte[] again(byte[] sealed, String identity);
  }

  /**
   * Seals all of them anew.
   *
   * @return how many there are
   */
  int reseal(Transaction tx, Resealing resealing);
}

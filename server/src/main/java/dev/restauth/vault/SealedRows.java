package dev.restauth.vault;

import dev.restauth.crypto.Unsealer;
import dev.restauth.store.Snapshots;
import dev.restauth.store.Transaction;
import java.util.List;

/**
 * Rows of one kind that contain data encrypted ("sealed") with the master key.
 *
 * @param reseal seals all these rows again
 * @param check tries to open each row
 */
public record SealedRows(Reseal reseal, Check check) {

  /** Seals data again under another key. */
  @FunctionalInterface
  public interface Resealer {
    /**
     * Opens the sealed bytes and seals them again.
     *
     * @param identity the identity for which the bytes were sealed, and are sealed again
     * @throws dev.restauth.store.StoreRefusedException if the bytes cannot be opened
     */
    byte[] reseal(byte[] sealed, String identity);
  }

  /** Seals rows again. */
  @FunctionalInterface
  public interface Reseal {
    /** Seals all rows again; returns their number. */
    int reseal(Transaction tx, Resealer resealer);
  }

  /** Checks rows. */
  @FunctionalInterface
  public interface Check {
    /** Tries to open all rows; returns the problems, each as one line. */
    List<String> check(Snapshots database, Unsealer opener);
  }
}

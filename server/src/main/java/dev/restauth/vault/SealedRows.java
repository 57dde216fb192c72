package dev.restauth.vault;

import dev.restauth.crypto.Unsealer;
import dev.restauth.store.Snapshots;
import dev.restauth.store.Transaction;
import java.util.List;

/**
 * Rows of one kind that contain data encrypted with the master key. Such data is called sealed.
 *
 * @param reseal encrypts all these rows again
 * @param check tries to decrypt each row
 */
public record SealedRows(Reseal reseal, Check check) {

  /** Encrypts sealed data again with another key. */
  @FunctionalInterface
  public interface Resealer {
    /**
     * Decrypts sealed bytes, and encrypts them again.
     *
     * @param identity the identity to which both the old and the new encryption are bound
     * @throws dev.restauth.store.StoreRefusedException if the bytes cannot be decrypted
     */
    byte[] reseal(byte[] sealed, String identity);
  }

  /** Encrypts the rows of one kind again. */
  @FunctionalInterface
  public interface Reseal {
    /** Encrypts all rows again, and returns their number. */
    int reseal(Transaction tx, Resealer resealer);
  }

  /** Checks the rows of one kind. */
  @FunctionalInterface
  public interface Check {
    /** Tries to decrypt all rows. Returns the problems, one line each. */
    List<String> check(Snapshots database, Unsealer opener);
  }
}

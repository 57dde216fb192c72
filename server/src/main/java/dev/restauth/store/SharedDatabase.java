package dev.restauth.store;

import dev.restauth.job.Progress;
import java.util.function.Consumer;

/**
 * Operations on a whole database that several processes share, on a database server. Thread-safe.
 * Every call may take long.
 */
public interface SharedDatabase extends CheckedDatabase {

  /**
   * Result of {@link #revokeAfterRestore}.
   *
   * @param accounts the number of accounts; all of their tokens are revoked
   * @param signingKeys the number of signing keys; all of them are removed
   * @param serviceKeys the number of service keys; all of them are disabled
   * @param epoch the new epoch
   */
  record Revoked(long accounts, long signingKeys, long serviceKeys, String epoch) {}

  /** The name of the database on the server. */
  String name();

  /**
   * Returns whether the database has no tables of this program yet.
   *
   * @throws StoreRefusedException if the database cannot be reached
   */
  boolean isUnused();

  /**
   * Revokes sessions and keys after the operator has restored a backup with the database's own
   * tools. First updates the schema. Then makes sure, in one transaction, that everything that was
   * revoked after the backup is invalid again.
   *
   * @param examine examines the database before anything is revoked. Throws an exception to refuse
   *     the database. May change rows, in separate transactions
   * @throws StoreRefusedException if the call fails. In that case nothing was changed, except for
   *     the schema and for rows that {@code examine} changed
   */
  Revoked revokeAfterRestore(Consumer<Store> examine, Progress progress);
}

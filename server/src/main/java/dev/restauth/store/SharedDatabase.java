package dev.restauth.store;

import dev.restauth.job.Progress;
import java.util.function.Consumer;

/**
 * Database on a server that many processes share, as a whole. Thread-safe; every call may take
 * long.
 */
public interface SharedDatabase extends CheckedDatabase {

  /**
   * Result of {@link #revokeAfterRestore}.
   *
   * @param accounts the number of accounts; the tokens of each are revoked
   * @param signingKeys the number of signing keys withdrawn
   * @param serviceKeys the number of service keys; each is disabled
   * @param epoch the new epoch
   */
  record Revoked(long accounts, long signingKeys, long serviceKeys, String epoch) {}

  /** The name of the database on the server. */
  String name();

  /**
   * Returns whether this program has never created its tables in the database.
   *
   * @throws StoreRefusedException if the database cannot be reached
   */
  boolean isUnused();

  /**
   * Revokes sessions and keys after a backup was restored by the database's own tools. This happens
   * in one transaction, after which nothing that was revoked since the backup is valid. Before
   * that, the schema is updated.
   *
   * @param examine examines the database before that transaction, and throws to refuse it; may
   *     change rows, in transactions of its own
   * @throws StoreRefusedException if it fails; then nothing was changed but the schema and the rows
   *     that {@code examine} changed
   */
  Revoked revokeAfterRestore(Consumer<Store> examine, Progress progress);
}

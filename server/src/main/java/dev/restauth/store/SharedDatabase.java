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
   * Whether this program has never created its tables in the database.
   *
   * @throws StoreRefusedException if the database cannot be reached
   */
  boolean isUnused();

  /**
   * Revokes sessions and keys after a backup was restored by the database's own tools. One
   * transaction makes sure that nothing that was revoked since the backup is valid again. The
   * schema is brought up to date before.
   *
   * @param examine examines the database before, and throws to refuse the change; may change its
   *     rows, in transactions of its own
   * @throws StoreRefusedException if it fails; nothing but that and the schema was changed then
   */
  Revoked revokeAfterRestore(Consumer<Store> examine, Progress progress);
}

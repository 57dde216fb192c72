package dev.restauth.store;

import dev.restauth.job.Progress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Backs up, restores and checks the file of an embedded database. Thread-safe. Each call runs on
 * the calling thread, which must be a platform thread, and may take long.
 */
public interface DatabaseFile extends CheckedDatabase {

  /**
   * Result of a backup.
   *
   * @param bytes the size of the copy
   * @param accounts the number of accounts in the copy
   */
  record Backup(long bytes, long accounts) {}

  /**
   * Result of a restore.
   *
   * @param accounts the number of accounts; all of their tokens are revoked
   * @param signingKeys the number of signing keys; all of them are removed
   * @param serviceKeys the number of service keys; all of them are disabled
   * @param epoch the new epoch
   * @param replaced the path of the database that was replaced; empty if there was none
   */
  record Restored(
      long accounts, long signingKeys, long serviceKeys, String epoch, Optional<Path> replaced) {}

  /** Returns whether the database file exists. The file may be damaged. */
  boolean exists();

  /**
   * Copies the state of the database at one moment. Other processes can use the database meanwhile.
   * The copy is a file of mode 0600. It gets its final name only when it is complete and on disk.
   *
   * @param target the path of the copy, which must not exist
   * @throws StoreRefusedException if the backup fails; no part of the copy remains
   */
  Backup backup(Path target, Progress progress);

  /**
   * Replaces the database with a backup. Tokens and keys that were revoked after the backup do not
   * become valid again. No other process may use the database during the call. The old database
   * stays in place until the new one is complete.
   *
   * @param backup a copy that {@link #backup} made, or any other consistent copy; the restore does
   *     not change it
   * @param overwrite whether an existing database may be replaced; the old file gets another name
   * @param examine examines the restored database before it replaces the old one. May change rows
   *     of the restored database, and throws an exception to refuse it
   * @throws StoreRefusedException if the restore fails; in that case nothing was changed
   */
  Restored restore(Path backup, boolean overwrite, Consumer<Store> examine, Progress progress);
}

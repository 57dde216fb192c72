package dev.restauth.store;

import dev.restauth.job.Progress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Embedded database as a file: backs it up, restores a backup and checks it. Thread-safe; every
 * call works on the calling thread, which must be a platform thread, and may take long.
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
   * @param accounts the number of accounts; the tokens of each are revoked
   * @param signingKeys the number of signing keys withdrawn
   * @param serviceKeys the number of service keys; each is disabled
   * @param epoch the new epoch
   * @param replaced the path of the database that was replaced; empty if there was none
   */
  record Restored(
      long accounts, long signingKeys, long serviceKeys, String epoch, Optional<Path> replaced) {}

  /** Returns whether there is a database; it may be damaged. */
  boolean exists();

  /**
   * Copies the database as it is at one moment, while others use it. The copy is a file of mode
   * 0600, which gets its name only once it is complete and on disk.
   *
   * @param target the path of the copy, which must not exist
   * @throws StoreRefusedException if the backup fails; no part of the copy remains
   */
  Backup backup(Path target, Progress progress);

  /**
   * Replaces the database with a backup, so that nothing that was revoked since the backup becomes valid again. No
   * other process may be using the database. The old database stays in place until the last moment.
   *
   * @param backup a copy that {@link #backup} made, or any other consistent copy; not changed
   * @param overwrite whether an existing database may be replaced; it is stored under another name
   * @param examine examines the database before it is put in place, and throws to refuse it; may
   *     change its rows
   * @throws StoreRefusedException if the restore fails; nothing was changed then
   */
  Restored restore(Path backup, boolean overwrite, Consumer<Store> examine, Progress progress);
}

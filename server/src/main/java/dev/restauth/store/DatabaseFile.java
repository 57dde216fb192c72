package dev.restauth.store;

import dev.restauth.job.Progress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An embedded database as a file: copying it, putting a copy back, examining it. Thread-safe; every
 * call works on the calling thread, which must be a platform thread, and may take long.
 */
public interface DatabaseFile extends CheckedDatabase {

  /**
   * What was copied.
   *
   * @param bytes the size of the copy
   * @param accounts how many accounts are in it
   */
  record Backup(long bytes, long accounts) {}

  /**
   * What was put back.
   *
   * @param accounts how many accounts there are, the tokens of each ended
   * @param signingKeys how many signing keys were withdrawn
   * @param serviceKeys how many keys of services there are, each disabled
   * @param epoch the new epoch
   * @param replaced where the database that was there lies now; empty where there was none
   */
  record Restored(
      long accounts, long signingKeys, long serviceKeys, String epoch, Optional<Path> replaced) {}

  /**
   * Copies the database as it is at one moment, while others use it, into a file of mode 0600 that is
   * on disk, and whole, before it has its name.
   *
   * @param target must not exist
   * @throws StoreRefusedException where it cannot be done; nothing is left of the copy
   */
  Backup backup(Path target, Progress progress);

  /**
   * Puts a copy in the place of the database, which nobody may be using, so that nothing that had
   * ended when it was lost comes back to life. Until the last moment the old database stays in place.
   *
   * @param backup a copy that {@link #backup} made, or any other consistent copy; not changed
   * @param overwrite whether a database that is there may be replaced; it is kept under another name
   * @param examine looks at the database before it is put in place, and throws where it must not be
   * @throws StoreRefusedException where it cannot be done; nothing was changed then
   */
  Restored restore(Path backup, boolean overwrite, Consumer<Store> examine, Progress progress);
}

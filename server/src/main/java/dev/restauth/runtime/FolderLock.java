package dev.restauth.runtime;

import dev.restauth.config.Config;
import dev.restauth.control.ControlClient;
import dev.restauth.database.DatabaseSettings;
import dev.restauth.store.DatabaseLock;
import dev.restauth.store.StoreRefusedException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A server's right to an embedded database, and the socket by which it takes commands meanwhile. */
public final class FolderLock {
  /** How often it is tried: servers and commands hold it for a moment before they answer, or after. */
  public static final int ATTEMPTS = 50;

  /** How long it is waited before, in nanoseconds. */
  public static final long PAUSE_NANOS = 100_000_000;

  private FolderLock() {}

  /**
   * For a start whose port is taken: by the server of its own folder, as like as not. Makes nothing.
   *
   * @throws StoreRefusedException if a server runs there
   */
  public static void refuseSecond(Config config) {
    if (ControlClient.answers(controlSocket(config))) {
      throw new StoreRefusedException(
          "another server is using the folder "
              + config.get(DatabaseSettings.DATA)
              + ": stop it, or choose another folder with --data");
    }
  }

  /**
   * Takes the lock. A command, or a server that is stopping, gives it back soon; a server that runs
   * answers.
   *
   * @throws StoreRefusedException where another process has it
   */
  public static DatabaseLock take(Config config, Path database) {
    Path socket = controlSocket(config);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<DatabaseLock> lock = DatabaseLock.find(config.get(DatabaseSettings.DATA), database);
      if (lock.isPresent()) {
        refuseSharedFolder(config, lock.get());
        return lock.get();
      }
      if (ControlClient.answers(socket)) {
        throw new StoreRefusedException(
            "another server is using "
                + database
                + ": stop it, or choose another folder with --data");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    throw new StoreRefusedException(
        "another restauth process is using "
            + database
            + ", a command or a server that does not answer: try again when it has ended");
  }

  private static void refuseSharedFolder(Config config, DatabaseLock lock) {
    if (ControlClient.answers(controlSocket(config))) {
      lock.close();
      throw new StoreRefusedException(
          "another server is using the folder "
              + config.get(DatabaseSettings.DATA)
              + " for its database");
    }
  }

  /** Where operators' commands reach a server. */
  public static Path controlSocket(Config config) {
    return config.get(DatabaseSettings.DATA).resolve("restauth.sock");
  }
}

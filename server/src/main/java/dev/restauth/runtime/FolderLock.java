package dev.restauth.runtime;

import dev.restauth.config.Config;
import dev.restauth.database.DatabaseSettings;
import dev.restauth.operator.ControlClient;
import dev.restauth.store.DatabaseLock;
import dev.restauth.store.StoreRefusedException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The lock of an embedded database, and the socket on which the server receives commands. */
public final class FolderLock {
  /**
   * The number of attempts to acquire the lock. A command holds the lock, but never answers on the
   * socket. A server holds the lock from shortly before it begins to answer until shortly after it
   * has stopped answering.
   */
  public static final int ATTEMPTS = 50;

  /** The pause between two attempts, in nanoseconds. */
  public static final long PAUSE_NANOS = 100_000_000;

  private FolderLock() {}

  /**
   * Checks whether a server already runs in the folder. A server calls this method if its port is
   * taken: the most likely reason is another server in the same folder. Creates no file.
   *
   * @throws StoreRefusedException if a server runs in the folder
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
   * Acquires the lock. If another process holds the lock, tries again, because a command or a
   * stopping server releases it soon. Gives up if a running server answers on the socket.
   *
   * @throws StoreRefusedException if another process holds the lock, or a server that uses another
   *     database answers in the folder
   */
  public static DatabaseLock take(Config config, Path database) {
    Path socket = controlSocket(config);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<DatabaseLock> lock =
          DatabaseLock.tryAcquire(config.get(DatabaseSettings.DATA), database);
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
            + ", a command or a server that does not answer: try again after it has ended");
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

  /** Returns the path of the socket for operators' commands. */
  public static Path controlSocket(Config config) {
    return config.get(DatabaseSettings.DATA).resolve("restauth.sock");
  }
}

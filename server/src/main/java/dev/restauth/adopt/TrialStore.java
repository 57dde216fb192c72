package dev.restauth.adopt;

import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import dev.restauth.store.sql.SqliteDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.stream.Stream;

/** A temporary store for dry runs, which is deleted when it is closed. */
record TrialStore(Store store, Path folder) implements Store {

  /**
   * Creates an empty store in a new folder, which only its owner can read. The folder is inside the
   * data folder, which has enough room. With PostgreSQL, there may be no data folder; the new
   * folder is then among the temporary files.
   *
   * @throws UncheckedIOException if the folder cannot be created
   */
  static TrialStore create(Path data, InstantSource clock) {
    try {
      Path folder =
          Files.isDirectory(data)
              ? Files.createTempDirectory(data, "trial-")
              : Files.createTempDirectory("restauth-trial-");
      return new TrialStore(
          new SqliteDatabase(folder.resolve("trial.sqlite"), clock).open(), folder);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "a folder for the dry run cannot be created: " + e.getMessage(), e);
    }
  }

  @Override
  public <T> T inTransaction(Function<Transaction, T> work) {
    return store.inTransaction(work);
  }

  @Override
  public <T> T reading(Function<Transaction, T> work) {
    return store.reading(work);
  }

  @Override
  public void confirmInPlace() {
    store.confirmInPlace();
  }

  @Override
  public void close() {
    store.close();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the store of the dry run cannot be deleted: " + e.getMessage(), e);
    }
  }
}

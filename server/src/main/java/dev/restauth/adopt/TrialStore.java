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

/** A store to try things out in, which is gone when it is closed. */
record TrialStore(Store store, Path folder) implements Store {

  /**
   * Makes an empty one in a new folder, for the owner alone, beside the real one: there is room there.
   * Where that is on a server, there may be no data folder, and it is made where temporary files are.
   *
   * @throws UncheckedIOException where that cannot be
   */
  static TrialStore in(Path data, InstantSource clock) {
    try {
      Path folder =
          Files.isDirectory(data)
              ? Files.createTempDirectory(data, "trial-")
              : Files.createTempDirectory("restauth-trial-");
      return new TrialStore(
          new SqliteDatabase(folder.resolve("trial.sqlite"), clock).open(), folder);
    } catch (IOException e) {
      throw new UncheckedIOException("a folder for the trial cannot be made: " + e.getMessage(), e);
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
      throw new UncheckedIOException("the trial cannot be removed: " + e.getMessage(), e);
    }
  }
}

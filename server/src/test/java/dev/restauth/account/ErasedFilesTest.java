package dev.restauth.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.crypto.KeyedDigest;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Removal of erased data from the database files, as soon as no transaction reads the old data any
 * more.
 */
class ErasedFilesTest {
  private final Deque<Boolean> outcomes = new ArrayDeque<>();
  private int calls;
  private final AccountErasure erasure =
      new AccountErasure(
          new Busy(),
          new RetiredNames(KeyedDigest.ofThisProcess()),
          (_, _) -> {},
          () -> false,
          new SetClock());

  @Test
  void areCleanedAMinuteLaterIfTheyWereInUse() {
    outcomes.addAll(List.of(false, false, true));
    erasure.discardErased();
    for (int minute = 0; minute < 5; minute++) {
      erasure.maintain();
    }
    assertThat(calls).isEqualTo(3);
  }

  @Test
  void areCleanedAMinuteLaterIfTheDatabaseDidNotAnswer() {
    erasure.discardErased();
    outcomes.add(true);
    for (int minute = 0; minute < 5; minute++) {
      erasure.maintain();
    }
    assertThat(calls).isEqualTo(2);
  }

  /** The server may crash before it removes the data. */
  @Test
  void areDueInTheTransactionThatErases(@TempDir Path folder) {
    try (TestServer server = TestServer.start(folder)) {
      server.calls().register("susan", "python");
      Account susan = server.account("susan");
      AccountErasure real =
          new AccountErasure(
              server.store(),
              new RetiredNames(KeyedDigest.ofThisProcess()),
              (_, _) -> {},
              () -> false,
              new SetClock());
      assertThat(
              server
                  .store()
                  .<Boolean>inTransaction(tx -> real.eraseAgain(tx, susan.id(), susan.createdAt())))
          .isTrue();
      assertThat(
              server.store().<Optional<String>>reading(tx -> tx.properties().find("unused_parts")))
          .contains("due");
    }
  }

  /** A store that returns the outcomes that a test has set, and fails after the last one. */
  private final class Busy implements Store {
    @Override
    public boolean discardErased() {
      calls++;
      if (outcomes.isEmpty()) {
        throw new StoreUnavailableException("on purpose");
      }
      return outcomes.removeFirst();
    }

    @Override
    public <T> T inTransaction(Function<Transaction, T> work) {
      throw new AssertionError("nothing is erased");
    }

    @Override
    public <T> T reading(Function<Transaction, T> work) {
      throw new AssertionError("nothing is read");
    }

    @Override
    public void confirmInPlace() {}

    @Override
    public void close() {}
  }
}

package dev.restauth;

import dev.restauth.login.StoredFailures;
import dev.restauth.runtime.Upkeep.Task;
import dev.restauth.session.Purge;
import dev.restauth.session.Revocations;
import dev.restauth.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What is done each minute. */
final class Tasks {
  /** How long a server that was cut off may still read on from where it was. */
  private static final Duration CHANGES_KEPT = Duration.ofMinutes(10);

  private static final long CHANGES_AT_ONCE = 1_000;

  private Tasks() {}

  /**
   * All that there is to do.
   *
   * @param turn whether this server is the one that removes what all share
   */
  static List<Task> of(Core core, Revocations revocations, BooleanSupplier turn) {
    Purge purge = new Purge(core.store(), revocations, turn);
    return List.of(
        new Task("removing sessions that have ended", purge::endedSessions),
        new Task("forgetting revocations", purge::expiredRevocations),
        new Task("forgetting generations", purge::expiredGenerations),
        new Task("forgetting sealed refresh tokens", purge::sealedRefreshTokens),
        new Task(
            "forgetting failed log-ins",
            () -> turn.getAsBoolean() && StoredFailures.purge(core.store())),
        new Task("forgetting changes", () -> turn.getAsBoolean() && oldChanges(core.store())),
        new Task("changing signing keys", core.rotation()::tend));
  }

  private static boolean oldChanges(Store store) {
    return store.<Integer>inTransaction(
            tx -> tx.changes().purge(tx.now().minus(CHANGES_KEPT), CHANGES_AT_ONCE))
        == CHANGES_AT_ONCE;
  }
}

package dev.restauth.session;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.session.SessionRows.SessionRow;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Ends sessions, within transactions. Thread-safe. */
final class SessionRevoker {
  /**
   * Of one account, once there are very many of all together. Whoever logs in again and again could
   * otherwise fill the memory of the server: each log-in ends a session, which must be known until its
   * tokens have expired.
   */
  static final long KEPT_AT_MOST = 100;

  private final Revocations revocations;
  private final SessionPolicy policy;

  SessionRevoker(Revocations revocations, SessionPolicy policy) {
    this.revocations = revocations;
    this.policy = policy;
  }

  /**
   * To be called before a session begins, which will have its end. Where very many have ended that are
   * still to be known, and some of this account, all of its tokens end by its generation, which need
   * not be remembered.
   *
   * @param generation the account's, which is held
   * @param covered gets the sessions that need not be remembered any more after the commit
   * @return its generation now
   */
  long limit(Transaction tx, long accountId, long generation, List<String> covered) {
    if (!revocations.isFull() || new RevocationRows(tx).count(accountId) < KEPT_AT_MOST) {
      return generation;
    }
    Account raised = new AccountRows(tx).endAllTokens(accountId, generation).orElseThrow();
    covered.addAll(new RevocationRows(tx).forget(accountId));
    return raised.generation();
  }

  /**
   * Ends the session of that id, and all tokens of it, whether or not the store has it.
   *
   * @param accountId whose it is
   * @param adoptedUntil until when the token of another application counts that was presented, where
   *     it was one
   */
  void end(Transaction tx, String id, long accountId, Optional<Instant> adoptedUntil) {
    Instant until = policy.tokensUntil(tx.now());
    Optional<Instant> known = new SessionRows(tx).end(id).flatMap(SessionRow::adoptedUntil);
    new RevocationRows(tx).revokeSession(id, accountId, later(later(until, known), adoptedUntil));
  }

  /**
   * Ends the oldest live sessions of an account but {@code except}, so that {@code keep} others stay.
   *
   * @return the ids of those
   */
  List<String> endOldest(Transaction tx, long accountId, String except, long keep) {
    Instant now = tx.now();
    List<SessionRow> ended = new SessionRows(tx).endOldest(accountId, except, keep, now);
    for (SessionRow row : ended) {
      new RevocationRows(tx)
          .revokeSession(row.id(), accountId, later(policy.tokensUntil(now), row.adoptedUntil()));
    }
    return ended.stream().map(SessionRow::id).toList();
  }

  private static Instant later(Instant one, Optional<Instant> other) {
    return other.filter(one::isBefore).orElse(one);
  }
}

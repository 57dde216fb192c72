package dev.restauth.impersonation;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.FactorPolicy;
import dev.restauth.account.ServiceAccountRows;
import dev.restauth.event.Actor;
import dev.restauth.event.EventType;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.notice.OwnerNotices;
import dev.restauth.role.Power;
import dev.restauth.session.ImpersonatedSessions;
import dev.restauth.session.LiveSession;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.util.Optional;
import java.util.stream.LongStream;

/** Begins sessions in which administrators act as other users. Thread-safe. */
record Impersonations(
    Store store,
    ImpersonatedSessions sessions,
    FactorPolicy policy,
    OwnerNotices notices,
    SecurityEvents events) {
  /** The maximum number of live sessions in which one administrator acts as another user. */
  static final int LIVE_AT_MOST = 10;

  /** The result of a request to act as another user. */
  sealed interface Outcome {
    /** The session has begun. */
    record Begun(LiveSession session) implements Outcome {}

    /** The account does not exist, or it is closed. */
    record UnknownUser() implements Outcome {}

    /** The account is the administrator's own. */
    record Oneself() implements Outcome {}

    /**
     * The account belongs to a program, which sees no pages that an administrator could look at.
     */
    record ServiceAccount() implements Outcome {}

    /** The account is disabled. */
    record Disabled() implements Outcome {}

    /** The account must have a second factor and has none. Not even its owner can get a token. */
    record FactorDue() implements Outcome {}

    /** The administrator already acts as other users in {@link #LIVE_AT_MOST} live sessions. */
    record TooMany() implements Outcome {}

    /** The administrator's session was revoked, or the administrator's account has changed. */
    record Revoked() implements Outcome {}
  }

  /**
   * Begins a session.
   *
   * @param generation the generation of the administrator's account at the time of authentication
   * @param target the id of the other user's account
   * @param reason the administrator's reason, which the owner of the account can read
   * @throws dev.restauth.role.EscalationException if the administrator lacks the scope for
   *     impersonation, or an administrative scope that the account holds
   */
  Outcome begin(Actor.Administrator by, long generation, long target, String reason) {
    boolean due =
        store
            .<Optional<Account>>reading(tx -> new AccountRows(tx).findById(target))
            .filter(policy::isDue)
            .isPresent();
    Outcome outcome = store.inTransaction(tx -> begin(tx, by, generation, target, due, reason));
    notices.committed();
    return outcome;
  }

  private Outcome begin(
      Transaction tx,
      Actor.Administrator by,
      long generation,
      long target,
      boolean due,
      String reason) {
    notices.prepare(tx);
    Power power = new Power(tx).lock();
    power.requireHeld(by, AdministrativeScope.USERS_IMPERSONATE);
    lock(tx, by.accountId(), target);
    Optional<Account> account =
        new AccountRows(tx).findById(target).filter(found -> found.state() != Account.State.CLOSED);
    if (account.isEmpty()) {
      return new Outcome.UnknownUser();
    }
    power.require(by, target);
    if (target == by.accountId()) {
      return new Outcome.Oneself();
    }
    if (new ServiceAccountRows(tx).find(target).isPresent()) {
      return new Outcome.ServiceAccount();
    }
    if (!account.get().active()) {
      return new Outcome.Disabled();
    }
    if (due) {
      return new Outcome.FactorDue();
    }
    if (!new AccountRows(tx).lock(by.accountId(), generation)) {
      return new Outcome.Revoked();
    }
    if (new ImpersonationRows(tx).live(by.accountId(), tx.now()) >= LIVE_AT_MOST) {
      return new Outcome.TooMany();
    }
    return sessions
        .begin(tx, target, account.get().generation(), by.session())
        .<Outcome>map(session -> begun(tx, by, account.get(), session, reason))
        .orElseGet(Outcome.Revoked::new);
  }

  /**
   * Locks both accounts in the order of their ids, so that two administrators who begin to act as
   * each other cannot deadlock.
   */
  private static void lock(Transaction tx, long one, long other) {
    LongStream.of(one, other).sorted().forEach(id -> new AccountRows(tx).lockUnlessClosed(id));
  }

  private Outcome begun(
      Transaction tx, Actor.Administrator by, Account account, LiveSession session, String reason) {
    new ImpersonationRows(tx).add(session.id(), account.id(), by.accountId(), by.session());
    events.record(
        tx,
        SecurityEvent.of(EventType.USER_IMPERSONATED)
            .about(account.id())
            .session(session.id())
            .because(reason)
            .by(by));
    notices.impersonated(tx, account);
    return new Outcome.Begun(session);
  }
}

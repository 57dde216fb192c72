package dev.restauth.factor;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.RevokingAccountRows;
import dev.restauth.event.Actor;
import dev.restauth.event.EventType;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.job.Progress;
import dev.restauth.notice.OwnerNotices;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Operations;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.util.Optional;

/**
 * The operation {@code restauth user remove-factors}. It removes the factors of an account whose
 * owner has lost them. It also revokes sessions and keys, because a thief may have them.
 */
final class RemoveFactorsOperation implements Operations.Source, Operations.Operation {
  private final Store store;
  private final OwnerNotices notices;
  private final SecurityEvents events;

  RemoveFactorsOperation(Store store, OwnerNotices notices, SecurityEvents events) {
    this.store = store;
    this.notices = notices;
    this.events = events;
  }

  @Override
  public void declare(Operations operations) {
    operations.addRecording("user.remove-factors", this);
  }

  @Override
  public Reply perform(Request request, Progress progress) {
    Reply reply = store.inTransaction(tx -> perform(tx, request));
    notices.committed();
    return reply;
  }

  private Reply perform(Transaction tx, Request request) {
    notices.prepare(tx);
    Optional<Account> found = new AccountRows(tx).findBySpelling(request.argument("username"));
    if (found.isEmpty()) {
      return new Reply.Failed("No account has this user name.");
    }
    Account account = found.get();
    Facts facts = Facts.NONE.with("id", account.id()).with("username", account.username());
    if (!account.factor()) {
      return Reply.done(facts, account.username() + " has no second factor; nothing was changed");
    }
    if (new RevokingAccountRows(tx)
        .endKeysAndSessions(account.id(), account.generation())
        .isEmpty()) {
      return new Reply.Failed(
          "The account was changed at the same time. Nothing was done; try again.");
    }
    FactorFeature.removeAll(tx, account.id());
    events.record(
        tx,
        SecurityEvent.of(EventType.USER_FACTOR_REMOVED)
            .about(account.id())
            .by(Actor.operator(request.operator())));
    notices.factorRemoved(tx, account);
    String done = account.username() + " has no second factor any more; all sessions have ended";
    return Reply.done(
        facts,
        account.passwordHash().isPresent()
            ? done
            : done
                + ". The account has no password either: set one with restauth user set-password.");
  }
}

package dev.restauth.login;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.Username;
import dev.restauth.event.Actor;
import dev.restauth.event.EventType;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.job.Progress;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Operations;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;

/** Resets the failed log-ins to an account, on all servers ({@code restauth user unlock}). */
final class UnlockOperation implements Operations.Source, Operations.Operation {
  private final Store store;
  private final StoredFailures failures;
  private final ObjLongConsumer<Transaction> others;
  private final SecurityEvents events;

  UnlockOperation(
      Store store,
      StoredFailures failures,
      ObjLongConsumer<Transaction> others,
      SecurityEvents events) {
    this.store = store;
    this.failures = failures;
    this.others = others;
    this.events = events;
  }

  @Override
  public void declare(Operations operations) {
    operations.addRecording("user.unlock", this);
  }

  @Override
  public Reply perform(Request request, Progress progress) {
    return store
        .<Optional<Account>>reading(
            tx -> new AccountRows(tx).findBySpelling(request.argument("username")))
        .map(account -> unlock(account, request))
        .orElseGet(() -> new Reply.Failed("No account has this user name."));
  }

  private Reply unlock(Account account, Request request) {
    return switch (account.state()) {
      case ACTIVE -> {
        reset(account, request);
        yield Reply.done(
            Facts.NONE.with("id", account.id()).with("username", account.username()),
            account.username() + " is unlocked: its failed log-ins and wrong codes are reset");
      }
      case DISABLED ->
          new Reply.Failed(
              account.username() + " is disabled: restauth user enable lets it log in again");
      case CLOSED -> new Reply.Failed(account.username() + " is closed; nothing was changed");
    };
  }

  private void reset(Account account, Request request) {
    Consumer<Transaction> reset = failures.prepareReset(Username.forLookup(account.username()));
    store.inTransaction(
        tx -> {
          reset.accept(tx);
          others.accept(tx, account.id());
          new HalfLoginRows(tx).reset(account.id());
          tx.announce(new AccountUnlocked(account.id()).change());
          events.record(
              tx,
              SecurityEvent.of(EventType.USER_UNLOCKED)
                  .about(account.id())
                  .by(Actor.operator(request.operator())));
          return true;
        });
  }
}

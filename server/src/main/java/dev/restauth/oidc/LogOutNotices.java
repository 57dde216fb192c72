package dev.restauth.oidc;

import dev.restauth.account.EndedSessionRows;
import dev.restauth.account.EndedSessionRows.OfClient;
import dev.restauth.oauth.client.Clients;
import dev.restauth.outbox.Outbox;
import dev.restauth.outbox.OutboxMessage;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Converts ended client sessions to outbox messages, for clients that have a URI for logout tokens
 * (OpenID Connect Back-Channel Logout 1.0). A transaction that ends a session only adds a row. This
 * task runs soon after the commit, and every minute. Even with several servers, each row becomes at
 * most one message. Thread-safe.
 */
final class LogOutNotices {
  private static final long AT_ONCE = 200;

  /**
   * The validity of a message. The outbox makes all its attempts within this time, even if no
   * server is running for a while.
   */
  private static final Duration LASTING = Duration.ofDays(1);

  private final Store store;
  private final Clients clients;
  private final Outbox outbox;
  private final WokenTask task = new WokenTask("logout-notices", this::move);

  LogOutNotices(Store store, Clients clients, Outbox outbox) {
    this.store = store;
    this.clients = clients;
    this.outbox = outbox;
  }

  /** Processes the rows on another thread, unless a run is already scheduled. */
  void wake() {
    task.wake();
  }

  /** Stops the task. The server processes the remaining rows after its next start. */
  void close() {
    task.close();
  }

  /**
   * Converts some rows to messages.
   *
   * @return whether the table may have more rows
   */
  boolean move() {
    if (!store.<Boolean>reading(tx -> new EndedSessionRows(tx).anyOfClients())) {
      return false; // without rows, the task writes nothing
    }
    List<OfClient> moved = store.inTransaction(this::moveIn);
    outbox.wake();
    return moved.size() == AT_ONCE;
  }

  private List<OfClient> moveIn(Transaction tx) {
    List<OfClient> taken = new EndedSessionRows(tx).takeOfClients(AT_ONCE);
    for (OfClient ended : taken) {
      clients
          .find(tx, ended.clientId())
          .filter(client -> client.backchannelLogoutUri().isPresent())
          .ifPresent(_ -> outbox.add(tx, message(tx, ended)));
    }
    return taken;
  }

  /**
   * Creates a message. The message belongs to no account, because the client must be notified even
   * if the account is closed in the meantime.
   */
  private static OutboxMessage message(Transaction tx, OfClient ended) {
    return new OutboxMessage(
        BackchannelLogout.KIND,
        ended.clientId(),
        Optional.empty(),
        ended.clientId(),
        "",
        Optional.empty(),
        BackchannelLogout.body(ended),
        tx.now().plus(LASTING),
        false);
  }
}

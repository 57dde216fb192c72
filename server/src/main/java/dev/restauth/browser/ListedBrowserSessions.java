package dev.restauth.browser;

import dev.restauth.browser.BrowserSessionRows.Stored;
import dev.restauth.session.BrowserLogins;
import dev.restauth.session.SessionPolicy;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;

/**
 * The browser sessions of an account, which its owner and administrators can list and revoke.
 * Thread-safe.
 *
 * @param policy the durations of sessions, which are the same for all kinds of sessions
 */
public record ListedBrowserSessions(SessionPolicy policy) implements BrowserLogins {
  @Override
  public List<BrowserLogin> of(Transaction tx, long accountId, Instant now) {
    return new BrowserSessionRows(tx)
        .of(accountId, now).stream()
            .filter(stored -> BrowserSessions.isLive(stored, policy, now))
            .map(ListedBrowserSessions::listed)
            .toList();
  }

  private static BrowserLogin listed(Stored stored) {
    return new BrowserLogin(
        stored.id(),
        stored.session().methods(),
        stored.session().authenticatedAt(),
        stored.renewedAt(),
        stored.endsAt(),
        stored.address(),
        stored.userAgent());
  }

  @Override
  public boolean isLive(Transaction tx, long accountId, String id) {
    return of(tx, accountId, tx.now()).stream().anyMatch(each -> each.id().equals(id));
  }

  @Override
  public boolean remove(Transaction tx, long accountId, String id) {
    return isLive(tx, accountId, id) && new BrowserSessionRows(tx).remove(id);
  }
}

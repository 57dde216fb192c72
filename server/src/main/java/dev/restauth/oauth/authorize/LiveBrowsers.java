package dev.restauth.oauth.authorize;

import dev.restauth.browser.BrowserSession;
import dev.restauth.http.Call;
import dev.restauth.store.Transaction;
import java.util.Optional;

/** The log-ins of browsers, as far as authorization needs them. Thread-safe. */
public interface LiveBrowsers {
  /** Returns the live session of the browser that makes a call; empty if nobody is logged in there. */
  Optional<BrowserSession> find(Call call);

  /** Returns whether a session is live in a transaction that has locked its account. */
  boolean isLive(Transaction tx, String id);
}

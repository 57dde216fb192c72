package dev.restauth.browser;

import dev.restauth.http.Call;
import dev.restauth.page.AccountLocales;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The languages of accounts, for pages.
 *
 * @param locales finds the locale of an account
 */
public record BrowserLocales(
    Store store, BrowserSessions sessions, BiFunction<Transaction, Long, Optional<String>> locales)
    implements AccountLocales {
  @Override
  public Optional<String> of(long accountId) {
    return read(tx -> locales.apply(tx, accountId));
  }

  @Override
  public Optional<String> ofBrowser(Call call) {
    return BrowserSessions.digest(call)
        .flatMap(
            digest ->
                read(
                    tx ->
                        sessions
                            .accountOf(tx, digest)
                            .flatMap(account -> locales.apply(tx, account))));
  }

  private Optional<String> read(Function<Transaction, Optional<String>> query) {
    try {
      return store.reading(query);
    } catch (StoreUnavailableException e) {
      return Optional.empty(); // the store has already logged the outage
    }
  }
}

package dev.restauth.session;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.assurance.Authentication;
import dev.restauth.session.Sessions.AdoptedToken;
import dev.restauth.session.Sessions.NewSession;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Returns the sessions that {@link Sessions} would return, but stores nothing. It serves HEAD
 * requests. Their responses have the header fields of a response to GET, but the requests must have
 * no effects (RFC 9110 section 9.2.1). Thread-safe.
 */
record SessionPreview(Store store, SessionRowFactory rows) implements TokenSessions {

  @Override
  public Optional<NewSession> begin(
      Authentication authentication, Sender sender, boolean refreshable, Optional<String> scope) {
    return store.reading(
        tx ->
            isUnchanged(tx, authentication.accountId(), authentication.generation())
                ? Optional.of(
                    new NewSession(
                        new LiveSession(
                            rows.newRow(
                                authentication,
                                authentication.generation(),
                                sender,
                                scope,
                                tx.now())),
                        refreshable ? Optional.of(RefreshTokens.unstored()) : Optional.empty()))
                : Optional.empty());
  }

  @Override
  public Optional<LiveSession> exchange(
      long accountId, long generation, AdoptedToken token, Sender sender) {
    return store.reading(
        tx -> {
          Instant now = tx.now();
          return isUnchanged(tx, accountId, generation)
                  && !new RevocationRows(tx).isRevoked(token.sessionId(), now)
              ? Optional.of(
                  new LiveSession(
                      rows.exchangedRow(
                          accountId,
                          generation,
                          token,
                          sender,
                          rows.live(tx, token.sessionId(), now),
                          now)))
              : Optional.empty();
        });
  }

  private static boolean isUnchanged(Transaction tx, long accountId, long generation) {
    return new AccountRows(tx)
        .findById(accountId)
        .filter(Account::active)
        .filter(account -> account.generation() == generation)
        .isPresent();
  }

  @Override
  public Optional<LiveSession> narrow(LiveSession session, Set<String> scopes) {
    return store.reading(
        tx ->
            rows.live(tx, session.id(), tx.now())
                .map(row -> rows.narrowedRow(row, scopes))
                .map(row -> new LiveSession(row, session.authenticatedAt())));
  }

  @Override
  public Optional<LiveSession> enter(LiveSession session, String organization) {
    return Optional.of(session)
        .filter(each -> each.organization().orElse(organization).equals(organization))
        .map(each -> each.in(organization));
  }

  @Override
  public Optional<LiveSession> renew(String id, Instant authenticatedAt) {
    return store.reading(
        tx -> {
          Instant now = tx.now();
          return rows.renewable(tx, id, now)
              .map(row -> new LiveSession(rows.renewedRow(row, now), authenticatedAt));
        });
  }
}

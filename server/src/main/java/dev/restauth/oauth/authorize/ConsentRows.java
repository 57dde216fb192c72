package dev.restauth.oauth.authorize;

import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Statements on the table {@code consent}. Each call is atomic. */
record ConsentRows(Transaction tx) {
  /**
   * Everything that a user has allowed a client.
   *
   * @param scope the scopes that the user has said yes to
   * @param audience the resources that the user has said yes to
   * @param createdAt the time of the last yes
   */
  record Consent(String clientId, Set<String> scope, Set<String> audience, Instant createdAt) {
    Consent {
      scope = Set.copyOf(scope);
      audience = Set.copyOf(audience);
    }

    /** Returns whether the user has said yes to all of it. */
    boolean covers(Set<String> otherScope, List<String> otherAudience) {
      return scope.containsAll(otherScope) && audience.containsAll(otherAudience);
    }
  }

  Optional<Consent> find(long accountId, String clientId) {
    return tx.sql()
        .one(
            "SELECT client_id, scope, audience, created_at FROM consent"
                + " WHERE account_id = ? AND client_id = ?",
            ConsentRows::consent,
            accountId,
            clientId);
  }

  /** Returns what a user has allowed, by the ids of the clients. */
  List<Consent> of(long accountId) {
    return tx.sql()
        .all(
            "SELECT client_id, scope, audience, created_at FROM consent"
                + " WHERE account_id = ? ORDER BY client_id",
            ConsentRows::consent,
            accountId);
  }

  /** Adds to what a user has allowed. The account is locked, so that nothing changes between reading and writing. */
  void grow(long accountId, Consent more) {
    Optional<Consent> before = find(accountId, more.clientId());
    Set<String> scope = new TreeSet<>(more.scope());
    Set<String> audience = new TreeSet<>(more.audience());
    before.ifPresent(
        consent -> {
          scope.addAll(consent.scope());
          audience.addAll(consent.audience());
        });
    tx.sql()
        .change(
            "INSERT INTO consent (account_id, client_id, scope, audience, created_at)"
                + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (account_id, client_id) DO UPDATE"
                + " SET scope = excluded.scope, audience = excluded.audience,"
                + " created_at = excluded.created_at",
            accountId,
            more.clientId(),
            String.join(" ", scope),
            audience.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", audience)),
            more.createdAt());
  }

  /** Removes what a user has allowed a client; returns whether there was something. */
  boolean remove(long accountId, String clientId) {
    return tx.sql()
            .change(
                "DELETE FROM consent WHERE account_id = ? AND client_id = ?", accountId, clientId)
        > 0;
  }

  /** Removes everything that a user has allowed. */
  void removeAll(long accountId) {
    tx.sql().change("DELETE FROM consent WHERE account_id = ?", accountId);
  }

  private static Consent consent(Row row) {
    return new Consent(
        row.text("client_id"),
        Set.of(row.text("scope").split(" ", -1)),
        row.findText("audience").map(text -> Set.of(text.split(" ", -1))).orElse(Set.of()),
        row.instant("created_at"));
  }
}

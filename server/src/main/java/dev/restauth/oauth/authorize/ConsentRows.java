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
   * A user's consent to a client.
   *
   * @param scope the scopes to which the user has consented
   * @param audience the resources to which the user has consented
   * @param createdAt the time of the last consent
   */
  record Consent(String clientId, Set<String> scope, Set<String> audience, Instant createdAt) {
    Consent {
      scope = Set.copyOf(scope);
      audience = Set.copyOf(audience);
    }

    /** Returns whether the consent covers all of these scopes and resources. */
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

  /** Returns a user's consents, in the order of the client ids. */
  List<Consent> of(long accountId) {
    return tx.sql()
        .all(
            "SELECT client_id, scope, audience, created_at FROM consent"
                + " WHERE account_id = ? ORDER BY client_id",
            ConsentRows::consent,
            accountId);
  }

  /**
   * Extends a user's consent. The account must be locked, so that nothing changes between reading
   * and writing.
   */
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

  /** Removes a user's consent to a client. Returns whether there was one. */
  boolean remove(long accountId, String clientId) {
    return tx.sql()
            .change(
                "DELETE FROM consent WHERE account_id = ? AND client_id = ?", accountId, clientId)
        > 0;
  }

  /** Removes all consents of a user. */
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

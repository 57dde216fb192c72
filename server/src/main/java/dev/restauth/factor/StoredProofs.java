package dev.restauth.factor;

import dev.restauth.account.Account;
import dev.restauth.account.AccountProofs;
import dev.restauth.account.AccountRows;
import dev.restauth.assurance.Authentication;
import dev.restauth.assurance.AuthenticationMethods;
import dev.restauth.assurance.ProofMethod;
import dev.restauth.http.Caller;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.util.List;
import java.util.Optional;

/** Reads the proofs of accounts and of log-ins from the database. Thread-safe. */
public record StoredProofs(Store store) implements AccountProofs {
  @Override
  public Held of(long accountId) {
    return store.reading(
        tx ->
            new Held(
                new AccountRows(tx).findById(accountId).flatMap(Account::passwordHash).isPresent(),
                AccountFactors.of(tx, accountId).passkeys() > 0));
  }

  @Override
  public AuthenticationMethods methods(Caller.User user) {
    return user.authentication()
        .map(Authentication::methods)
        .or(() -> user.session().flatMap(session -> stored(user.accountId(), session.id())))
        .orElseGet(() -> new AuthenticationMethods(List.of(ProofMethod.PASSWORD)));
  }

  @Override
  public boolean isNarrowed(String session) {
    return store
        .<Optional<Boolean>>reading(
            tx ->
                tx.sql()
                    .one(
                        "SELECT scope FROM session WHERE id = ?",
                        row -> row.findText("scope").isPresent(),
                        session))
        .orElse(true); // the session has just ended
  }

  private Optional<AuthenticationMethods> stored(long accountId, String session) {
    return store
        .<Optional<String>>reading(tx -> method(tx, accountId, session))
        .flatMap(AuthenticationMethods::parse);
  }

  private static Optional<String> method(Transaction tx, long accountId, String session) {
    return tx.sql()
        .one(
            "SELECT method FROM session WHERE id = ? AND account_id = ?",
            row -> row.text("method"),
            session,
            accountId);
  }
}

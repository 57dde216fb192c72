package dev.restauth.adopt;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.AdoptedAccountRows;
import dev.restauth.account.AdoptedAccountRows.NewAccount;
import dev.restauth.account.RetiredNames;
import dev.restauth.adopt.source.SourceAccount;
import dev.restauth.adopt.source.SourceFactors;
import dev.restauth.password.PasswordHash;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/**
 * An account that can be imported: either its hash can be checked here, or it has no hash.
 *
 * @param account the account as it is in its source
 * @param hash the hash as it will be stored
 */
record Candidate(SourceAccount account, Optional<PasswordHash> hash) {

  /** The result of importing an account. */
  sealed interface Outcome {
    /** The account was adopted. */
    record Adopted(Account account) implements Outcome {}

    /** The account had been adopted before, and was not changed. */
    record Unchanged(Account account) implements Outcome {}

    /** Another account here has the name or the id, or had the name. */
    record Conflict(String reason) implements Outcome {}
  }

  /** The kind of its hash; empty if it has none. */
  Optional<String> kind() {
    return hash.flatMap(PasswordHash::foreignKind);
  }

  /** Returns whether it will have a second factor here. */
  boolean hasFactor() {
    return account.factors().isProtected();
  }

  boolean weak() {
    return hash.filter(PasswordHash::weak).isPresent();
  }

  /** Stores the factors of adopted accounts. */
  @FunctionalInterface
  interface FactorTarget {
    /** Stores the factors of an account that has at least one. */
    void store(Transaction tx, long accountId, SourceFactors factors);
  }

  /**
   * Adopts the account with its factors, unless another account here has its name or its id, or had its name.
   *
   * @param factors stores them in the same transaction
   */
  Outcome adopt(
      Transaction tx, RetiredNames names, long sourceId, FactorTarget factors, Instant now) {
    Optional<Account> made =
        names.adopt(
            tx,
            new NewAccount(
                account.id(),
                account.username(),
                hash.map(PasswordHash::text),
                kind(),
                sourceId,
                account.key(),
                account.email(),
                account.active(),
                account.createdAt().orElse(now),
                hasFactor()));
    made.filter(Account::factor).ifPresent(each -> factors.store(tx, each.id(), account.factors()));
    return made.<Outcome>map(Outcome.Adopted::new)
        .orElseGet(() -> requireObstacle(tx, names, sourceId));
  }

  /** The result of importing it, if it is not {@code Adopted}; else empty. */
  Optional<Outcome> obstacle(Transaction tx, RetiredNames names, Optional<Long> sourceId) {
    Optional<Account> before =
        sourceId.flatMap(id -> new AdoptedAccountRows(tx).findBySourceKey(id, account.key()));
    if (before.isPresent()) {
      return Optional.of(
          before.get().username().equals(account.username())
              ? new Outcome.Unchanged(before.get())
              : new Outcome.Conflict("it was adopted from there before, under another name"));
    }
    if (new AccountRows(tx).findByUsername(account.username()).isPresent()) {
      return Optional.of(new Outcome.Conflict("another account here has this name"));
    }
    if (sourceId.filter(id -> names.isRetiredKey(tx, id, account.key())).isPresent()) {
      return Optional.of(
          new Outcome.Conflict("it was adopted from there before, and its account was erased"));
    }
    if (names.isRetired(tx, account.username())) {
      return Optional.of(new Outcome.Conflict("another account here had this name"));
    }
    return account
        .id()
        .flatMap(new AccountRows(tx)::findById)
        .map(other -> new Outcome.Conflict("another account here has the id " + other.id()));
  }

  private Outcome requireObstacle(Transaction tx, RetiredNames names, long sourceId) {
    return obstacle(tx, names, Optional.of(sourceId))
        .orElseThrow(() -> new IllegalStateException("the insert failed without a conflict"));
  }

  /** Omits the hash. */
  @Override
  public String toString() {
    return "Candidate[" + account + "]";
  }
}

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
 * An account that can be imported. This server can check its hash, or the account has no hash.
 *
 * @param account the account as the source describes it
 * @param hash the hash in the form in which it will be stored
 */
record Candidate(SourceAccount account, Optional<PasswordHash> hash) {

  /** The outcome of importing an account. */
  sealed interface Outcome {
    /** The account was adopted. */
    record Adopted(Account account) implements Outcome {}

    /** The account was adopted earlier, and was not changed now. */
    record Unchanged(Account account) implements Outcome {}

    /**
     * Another account of this server has this name or this id, or once had this name. Or the
     * account was adopted earlier, and has been renamed or erased since.
     */
    record Conflict(String reason) implements Outcome {}
  }

  /** Returns the kind of the hash; empty if there is no hash. */
  Optional<String> kind() {
    return hash.flatMap(PasswordHash::foreignKind);
  }

  /** Returns whether the account will have a second factor at this server. */
  boolean hasFactor() {
    return account.factors().isProtected();
  }

  boolean weak() {
    return hash.filter(PasswordHash::weak).isPresent();
  }

  /** Stores the second factors of adopted accounts. */
  @FunctionalInterface
  interface FactorTarget {
    /** Stores the factors of an account with at least one factor. */
    void store(Transaction tx, long accountId, SourceFactors factors);
  }

  /**
   * Adopts the account with its factors, unless there is an {@link #obstacle}.
   *
   * @param factors stores the factors in the same transaction
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

  /** Returns the outcome if the account cannot be adopted; empty if it can be adopted. */
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

  /** Returns a text without the hash. */
  @Override
  public String toString() {
    return "Candidate[" + account + "]";
  }
}

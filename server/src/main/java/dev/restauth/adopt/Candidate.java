package dev.restauth.adopt;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.AdoptedAccountRows;
import dev.restauth.account.AdoptedAccountRows.NewAccount;
import dev.restauth.adopt.source.SourceAccount;
import dev.restauth.password.PasswordHash;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/**
 * An account that may be taken over: its hash can be checked here, or it has none.
 *
 * @param account as its source has it
 * @param hash as it will be stored
 */
record Candidate(SourceAccount account, Optional<PasswordHash> hash) {

  /** What became of one. */
  sealed interface Outcome {
    /** It is one of ours now. */
    record Adopted(Account account) implements Outcome {}

    /** It was already. */
    record Unchanged() implements Outcome {}

    /** Somebody else has what must be its own. */
    record Conflict(String reason) implements Outcome {}
  }

  /** What kind of hash it has; empty where it has none. */
  Optional<String> kind() {
    return hash.flatMap(PasswordHash::foreignKind);
  }

  boolean weak() {
    return hash.filter(PasswordHash::weak).isPresent();
  }

  /** Takes it over, unless something of it is somebody else's. */
  Outcome adopt(Transaction tx, long sourceId, Instant now) {
    Optional<Account> made =
        new AdoptedAccountRows(tx)
            .adopt(
                new NewAccount(
                    account.id(),
                    account.username(),
                    hash.map(PasswordHash::text),
                    kind(),
                    sourceId,
                    account.key(),
                    account.email(),
                    account.active(),
                    account.createdAt().orElse(now)));
    return made.<Outcome>map(Outcome.Adopted::new).orElseGet(() -> inTheWay(tx, sourceId));
  }

  /** What would keep it from being taken over; empty where nothing would. */
  Optional<Outcome> obstacle(Transaction tx, Optional<Long> sourceId) {
    Optional<Account> before =
        sourceId.flatMap(id -> new AdoptedAccountRows(tx).findBySourceKey(id, account.key()));
    if (before.isPresent()) {
      return Optional.of(
          before.get().username().equals(account.username())
              ? new Outcome.Unchanged()
              : new Outcome.Conflict("it came from there before, under another name"));
    }
    if (new AccountRows(tx).findByUsername(account.username()).isPresent()) {
      return Optional.of(new Outcome.Conflict("somebody has its name here"));
    }
    return account
        .id()
        .flatMap(new AccountRows(tx)::findById)
        .map(other -> new Outcome.Conflict("somebody has its id " + other.id() + " here"));
  }

  private Outcome inTheWay(Transaction tx, long sourceId) {
    return obstacle(tx, Optional.of(sourceId))
        .orElseThrow(() -> new IllegalStateException("nothing is in the way"));
  }

  /** Without the hash. */
  @Override
  public String toString() {
    return "Candidate[" + account + "]";
  }
}

package dev.restauth.adopt;

import dev.restauth.account.Account;
import dev.restauth.account.LegacyDirectory;
import dev.restauth.account.RetiredNames;
import dev.restauth.adopt.source.SourceAccount;
import dev.restauth.adopt.source.SourceFactors;
import dev.restauth.factor.ImportedFactors;
import dev.restauth.password.PasswordHash;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * A user of the legacy application who has not been adopted yet.
 *
 * @param source the id of the legacy application at this server
 * @param candidate empty if this server cannot check the user's password
 */
record NotAdopted(
    Store store,
    RetiredNames names,
    ImportedFactors factors,
    long source,
    InstantSource clock,
    SourceAccount found,
    Optional<Candidate> candidate)
    implements LegacyDirectory.LegacyUser {
  private static final System.Logger LOG = System.getLogger(LiveAdoption.class.getName());

  /**
   * The maximum time by which the legacy application's clock may be ahead. A time of last use that
   * is further ahead is wrong, and would lock the user out.
   */
  private static final Duration AHEAD_AT_MOST = Duration.ofMinutes(5);

  @Override
  public String username() {
    return found.username();
  }

  @Override
  public Optional<PasswordHash> passwordHash() {
    return candidate.flatMap(Candidate::hash);
  }

  @Override
  public boolean hasForeignFactor() {
    return found.active() && found.factors().unprotected();
  }

  @Override
  public Optional<Account> adopt(BiConsumer<Transaction, Account> adopted) {
    if (hasForeignFactor()) {
      LOG.log(
          Level.WARNING,
          "a user of the old application gave the right password, but cannot be adopted (id {0} there):"
              + " a second factor cannot be imported: {1}",
          shownId(),
          String.join(", ", found.factors().leftBehind()));
      return Optional.empty();
    }
    // A disabled user is not adopted. After an adoption, this server would not notice if the legacy
    // application enabled the user again.
    return candidate.filter(_ -> found.active()).flatMap(each -> adopt(each, adopted));
  }

  private Optional<Account> adopt(Candidate proven, BiConsumer<Transaction, Account> adopted) {
    if (proven.hasFactor()) {
      factors.prepare();
    }
    Candidate.Outcome outcome =
        store.inTransaction(
            tx -> {
              Candidate.Outcome tried =
                  proven.adopt(tx, names, source, this::storeFactors, clock.instant());
              if (tried instanceof Candidate.Outcome.Adopted(Account account)) {
                adopted.accept(tx, account);
              }
              return tried;
            });
    return switch (outcome) {
      case Candidate.Outcome.Adopted(Account account) -> {
        LOG.log(Level.INFO, "account {0} was adopted at its log-in", account.id());
        yield Optional.of(account);
      }
      // Another log-in adopted the user at the same time.
      case Candidate.Outcome.Unchanged(Account account) -> Optional.of(account);
      case Candidate.Outcome.Conflict(String reason) -> {
        LOG.log(
            Level.WARNING,
            "a user of the old application cannot be adopted (id {0} there): {1}",
            shownId(),
            reason);
        yield Optional.empty();
      }
    };
  }

  /**
   * Stores the factors. App codes that the legacy application has accepted are not valid again. All
   * later codes are valid, since the user needs one of them for this log-in.
   */
  private void storeFactors(Transaction tx, long accountId, SourceFactors own) {
    Instant used = own.usedUntil();
    Instant latest = used.isAfter(tx.now().plus(AHEAD_AT_MOST)) ? tx.now() : used;
    factors.add(tx, accountId, own.totp(), latest, own.recoveryCodes());
  }

  /** Returns the id for the log. The key is not logged, because it may be the user name. */
  private String shownId() {
    return found.id().map(String::valueOf).orElse("none");
  }

  /** Returns a text without the hash and the factors. */
  @Override
  public String toString() {
    return "NotAdopted[" + found + "]";
  }
}

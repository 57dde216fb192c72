package dev.restauth.account;

import dev.restauth.account.AdoptedAccountRows.NewAccount;
import dev.restauth.crypto.KeyedDigest;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Retired user names, which no other account can get: an account's former names, which only that account may use again, and the
 * names of erased accounts, which nobody may use again. Otherwise, a stranger could be mistaken for the former owner. All
 * accounts get their names through this class. Thread-safe.
 *
 * <p>All methods run in the caller's transaction. If several transactions request the same name, at most one gets the name.
 * They wait for each other at the unique name of an account, and look for retired names only after that. So each transaction
 * sees the commits of the others.
 */
public final class RetiredNames {
  /** The maximum number of changes of a name in a day. Each change leaves a row permanently. */
  public static final int CHANGES_AT_MOST = 10;

  private static final Duration DAY = Duration.ofDays(1);

  private final KeyedDigest digest;

  /** The result of renaming an account. */
  public sealed interface Outcome {
    /** The account has the name. */
    record Renamed() implements Outcome {}

    /** The account already had the name. */
    record Unchanged() implements Outcome {}

    /** Another account has the name, or had it. */
    record Taken() implements Outcome {}

    /** The account's name was changed too often; another change is possible after {@code retryAfter}. */
    record TooMany(Duration retryAfter) implements Outcome {}

    /** Another transaction changed the account at the same time. */
    record Conflict() implements Outcome {}
  }

  /**
   * Creates the retired names.
   * @param digest a digest whose key never changes for this database
   */
  public RetiredNames(KeyedDigest digest) {
    this.digest = digest;
  }

  /**
   * Creates an account, as {@link AccountRows#create} does, unless its name is taken or retired.
   *
   * @return the new account, or empty
   */
  public Optional<Account> create(
      Transaction tx, String username, String passwordHash, Instant at) {
    return create(tx, username, passwordHash, Optional.empty(), at);
  }

  /** Creates an account with a confirmed e-mail address, unless its name is taken or retired. */
  Optional<Account> create(
      Transaction tx,
      String username,
      String passwordHash,
      Optional<Admission.ConfirmedAddress> address,
      Instant at) {
    return kept(tx, new AccountRows(tx).create(username, passwordHash, address, at));
  }

  /**
   * Creates an account without a password, with an e-mail address that is not confirmed, unless its name is taken or
   * retired.
   */
  Optional<Account> createWithoutPassword(
      Transaction tx, String username, Optional<String> email, Instant at) {
    return kept(tx, new AccountRows(tx).createWithoutPassword(username, email, at));
  }

  /**
   * Imports an account, as {@link AdoptedAccountRows#adopt} does, unless its name is taken or
   * retired.
   *
   * @return the new account, or empty
   */
  public Optional<Account> adopt(Transaction tx, NewAccount account) {
    return isRetiredKey(tx, account.sourceId(), account.sourceKey())
        ? Optional.empty()
        : kept(tx, new AdoptedAccountRows(tx).adopt(account));
  }

  /**
   * Checks a name after the account was inserted: by then, a transaction that renamed an account of that name has
   * committed.
   */
  private Optional<Account> kept(Transaction tx, Optional<Account> created) {
    Optional<Account> retired = created.filter(account -> isRetired(tx, account.username()));
    retired.ifPresent(account -> new AccountRows(tx).withdraw(account.id()));
    return retired.isPresent() ? Optional.empty() : created;
  }

  /** Returns whether an account with this key in a source was adopted from the source and later erased. */
  public boolean isRetiredKey(Transaction tx, long sourceId, String key) {
    RetiredNameRows rows = new RetiredNameRows(tx);
    return rows.any() && rows.isRetired(ofKey(sourceId, key), 0);
  }

  /** Retires the key that an erased account had in its source, so that the account is not adopted again. */
  void retireKey(Transaction tx, long sourceId, String key) {
    new RetiredNameRows(tx).retire(ofKey(sourceId, key), Optional.empty());
  }

  /** Returns whether no new account may have the name, although no account has it. */
  public boolean isRetired(Transaction tx, String username) {
    // The placeholder names of erased accounts must stay free for these accounts.
    return Account.isNoName(username) || isRetiredFor(tx, username, 0);
  }

  private boolean isRetiredFor(Transaction tx, String username, long accountId) {
    RetiredNameRows rows = new RetiredNameRows(tx);
    // The check requires the digest's secret only if the table has a row, and in that case the
    // secret must already exist.
    return rows.any() && rows.isRetired(of(username), accountId);
  }

  /** Returns whether the account had the name before, and may change back to this name. */
  boolean isFormerOf(Transaction tx, long accountId, String username) {
    RetiredNameRows rows = new RetiredNameRows(tx);
    return rows.any() && rows.isOf(of(username), accountId);
  }

  /**
   * Renames an account and retires its former name for all others.
   *
   * @param before the current name of the account
   * @param username the new name, prepared by the caller
   */
  Outcome rename(Transaction tx, long accountId, long generation, String before, String username) {
    AccountRows accounts = new AccountRows(tx);
    if (!accounts.lockFreeName(accountId, username)) {
      boolean isOwn =
          accounts
              .findById(accountId)
              .filter(account -> account.username().equals(username))
              .isPresent();
      return isOwn ? new Outcome.Unchanged() : new Outcome.Taken();
    }
    if (isRetiredFor(tx, username, accountId)) {
      return new Outcome.Taken();
    }
    Instant dayAgo = tx.now().minus(DAY);
    List<Instant> changes = new RetiredNameRows(tx).retiredSince(accountId, dayAgo);
    if (changes.size() >= CHANGES_AT_MOST) {
      Instant oldest = changes.get(changes.size() - CHANGES_AT_MOST);
      return new Outcome.TooMany(Duration.between(dayAgo, oldest));
    }
    if (!accounts.rename(accountId, generation, before, username)) {
      return new Outcome.Conflict();
    }
    new RetiredNameRows(tx).retire(of(before), Optional.of(accountId));
    return new Outcome.Renamed();
  }

  /**
   * Retires the current name and all former names of an erased account, for everybody.
   *
   * @param username the name that the account has or had; no other account may have this name
   */
  public void retireForNobody(Transaction tx, long accountId, String username) {
    RetiredNameRows rows = new RetiredNameRows(tx);
    rows.retire(of(username), Optional.empty());
    rows.disown(accountId);
  }

  /**
   * Loads the digests' secret, and creates the secret if it does not exist. Do not call this method in a transaction. A call is
   * required before the first call that retires a name; a server calls this method at its start.
   */
  public void prepare() {
    var _ = digest.of(new byte[0]);
  }

  /**
   * Loads the digests' secret if any name is retired. Do not call this method in a transaction. A command calls this method
   * before it creates accounts: a command has only one connection, so a transaction could not load the secret.
   */
  public void prepareIfUsed(Store store) {
    if (store.<Boolean>reading(tx -> new RetiredNameRows(tx).any())) {
      prepare();
    }
  }

  /** Returns the digest of a key. The input has two parts, so that the digest differs from the digest of any name. */
  private byte[] ofKey(long sourceId, String key) {
    return digest.of(
        Long.toString(sourceId).getBytes(StandardCharsets.UTF_8),
        key.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Returns the digest of a name in the spelling that a new account would get: imported names may have another
   * spelling.
   */
  private byte[] of(String username) {
    return digest.of(Username.forLookup(username).getBytes(StandardCharsets.UTF_8));
  }
}

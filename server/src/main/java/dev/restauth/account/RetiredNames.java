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
import java.util.function.Predicate;

/**
 * Retired user names, which no other account can get. Only the account that gave up a name can get
 * it back. Nobody can get the name of an erased account. Otherwise, a stranger could be mistaken
 * for the former owner. All accounts get their names through this class. Thread-safe.
 *
 * <p>All methods run in the caller's transaction. If several transactions request the same name, at
 * most one gets it. They wait for each other at the unique column of account names, and check the
 * retired names only after that. Each transaction therefore sees the names that earlier
 * transactions have retired.
 */
public final class RetiredNames {
  /**
   * Maximum number of times that an account may be renamed in one day. Each change adds a permanent
   * row.
   */
  public static final int CHANGES_AT_MOST = 10;

  private static final Duration DAY = Duration.ofDays(1);

  private final KeyedDigest digest;

  /** The outcome of renaming an account. */
  public sealed interface Outcome {
    /** The account has the new name. */
    record Renamed() implements Outcome {}

    /** The account already had the name. */
    record Unchanged() implements Outcome {}

    /** Another account has or had the name. */
    record Taken() implements Outcome {}

    /** The account was renamed too often. It can be renamed again after {@code retryAfter}. */
    record TooMany(Duration retryAfter) implements Outcome {}

    /** Another transaction changed the account at the same time. */
    record Conflict() implements Outcome {}
  }

  /**
   * Creates the retired names.
   *
   * @param digest a digest whose key never changes for this database
   */
  public RetiredNames(KeyedDigest digest) {
    this.digest = digest;
  }

  /**
   * Creates an account like {@link AccountRows#create}, unless the name is taken or retired.
   *
   * @return the new account; empty if it was not created
   */
  public Optional<Account> create(
      Transaction tx, String username, String passwordHash, Instant at) {
    return create(tx, username, passwordHash, Optional.empty(), at);
  }

  /** Creates an account with a confirmed e-mail address, unless the name is taken or retired. */
  Optional<Account> create(
      Transaction tx,
      String username,
      String passwordHash,
      Optional<Admission.ConfirmedAddress> address,
      Instant at) {
    return kept(tx, new AccountRows(tx).create(username, passwordHash, address, at));
  }

  /**
   * Creates an account without a password and with an unconfirmed e-mail address, unless the name
   * is taken or retired.
   */
  Optional<Account> createWithoutPassword(
      Transaction tx, String username, Optional<String> email, Instant at) {
    return kept(tx, new AccountRows(tx).createWithoutPassword(username, email, at));
  }

  /**
   * Imports an account like {@link AdoptedAccountRows#adopt}, unless the name is taken or retired,
   * or the key in the source is retired.
   *
   * @return the new account; empty if it was not imported
   */
  public Optional<Account> adopt(Transaction tx, NewAccount account) {
    if (isRetiredKey(tx, account.sourceId(), account.sourceKey())) {
      return Optional.empty(); // before anything about an erased user is stored again
    }
    return kept(
        tx,
        new AdoptedAccountRows(tx).adopt(account),
        made -> isRetired(tx, made.username(), account.sourceId(), account.sourceKey()));
  }

  private Optional<Account> kept(Transaction tx, Optional<Account> created) {
    return kept(tx, created, account -> isRetired(tx, account.username()));
  }

  /**
   * Checks the name of an account after its insertion. Any transaction that took this name from
   * another account has committed by then. The same holds for the account's key in a source.
   */
  private static Optional<Account> kept(
      Transaction tx, Optional<Account> created, Predicate<Account> isRetired) {
    Optional<Account> retired = created.filter(isRetired);
    retired.ifPresent(account -> new AccountRows(tx).withdraw(account.id()));
    return retired.isPresent() ? Optional.empty() : created;
  }

  /** Returns whether an account with this key in a source was adopted and later erased. */
  public boolean isRetiredKey(Transaction tx, long sourceId, String key) {
    RetiredNameRows rows = new RetiredNameRows(tx);
    return rows.any() && rows.isRetired(ofKey(sourceId, key), 0);
  }

  /**
   * Retires the key that an erased account had in its source, so that the account is not adopted
   * again.
   */
  void retireKey(Transaction tx, long sourceId, String key) {
    new RetiredNameRows(tx).retire(ofKey(sourceId, key), Optional.empty());
  }

  /** Returns whether the name is unavailable to new accounts, although no account has it now. */
  public boolean isRetired(Transaction tx, String username) {
    // The placeholders for the names of erased accounts are reserved for these accounts.
    return Account.isNoName(username) || isRetiredFor(tx, username, 0);
  }

  private boolean isRetired(Transaction tx, String username, long sourceId, String key) {
    RetiredNameRows rows = new RetiredNameRows(tx);
    return Account.isNoName(username)
        || (rows.any() && rows.isOneRetired(of(username), ofKey(sourceId, key)));
  }

  private boolean isRetiredFor(Transaction tx, String username, long accountId) {
    RetiredNameRows rows = new RetiredNameRows(tx);
    // The digest's secret is needed only if the table has a row. In that case, the secret already
    // exists.
    return rows.any() && rows.isRetired(of(username), accountId);
  }

  /** Returns whether the account once had the name, and may get it back. */
  boolean isFormerOf(Transaction tx, long accountId, String username) {
    RetiredNameRows rows = new RetiredNameRows(tx);
    return rows.any() && rows.isOf(of(username), accountId);
  }

  /**
   * Renames an account, and retires its former name for all other accounts.
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
   * Retires the current name and all former names of an erased account for all accounts.
   *
   * @param username the name that the account has or had; no other account may have this name
   */
  public void retireForNobody(Transaction tx, long accountId, String username) {
    RetiredNameRows rows = new RetiredNameRows(tx);
    rows.retire(of(username), Optional.empty());
    rows.disown(accountId);
  }

  /**
   * Loads the secret of the digests, and creates it if it does not exist. Call this method before
   * each transaction that may retire a name, but not inside the transaction.
   */
  public void prepare() {
    var _ = digest.of(new byte[0]);
  }

  /**
   * Loads the secret of the digests if any name is retired. A command calls this method before it
   * creates accounts. A command has only one connection, so it cannot load the secret during a
   * transaction. Do not call this method in a transaction.
   */
  public void prepareIfUsed(Store store) {
    if (store.<Boolean>reading(tx -> new RetiredNameRows(tx).any())) {
      prepare();
    }
  }

  /**
   * Returns the digest of a key. The digest has two inputs, so that it differs from the digest of
   * any name.
   */
  private byte[] ofKey(long sourceId, String key) {
    return digest.of(
        Long.toString(sourceId).getBytes(StandardCharsets.UTF_8),
        key.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Returns the digest of a name. The name is first converted to the spelling that a new account
   * would get, since imported names may have another spelling.
   */
  private byte[] of(String username) {
    return digest.of(Username.forLookup(username).getBytes(StandardCharsets.UTF_8));
  }
}

package dev.restauth.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The accounts that came from other systems, and hashes that other systems made. Each call is atomic. */
public interface AdoptedAccountStore {

  /**
   * An account to be taken over.
   *
   * @param id to be kept; empty for the next one
   * @param username verbatim
   * @param passwordHash as the source made it; empty where the account has no password
   * @param foreignKind what kind of hash that is; empty for one such as this program makes
   * @param sourceId where it comes from
   * @param sourceKey what it is called there; once in a source
   * @param email verbatim
   * @param active whether it may log in
   * @param createdAt when it was made there
   */
  record NewAccount(
      Optional<Long> id,
      String username,
      Optional<String> passwordHash,
      Optional<String> foreignKind,
      long sourceId,
      String sourceKey,
      Optional<String> email,
      boolean active,
      Instant createdAt) {
    /** Without name, hash and address. */
    @Override
    public String toString() {
      return "NewAccount[sourceId=" + sourceId + ", sourceKey=" + sourceKey + "]";
    }
  }

  /**
   * Where an account came from.
   *
   * @param sourceId the source
   * @param sourceKey what it is called there
   * @param email its address there
   */
  record Origin(long sourceId, String sourceKey, Optional<String> email) {}

  /**
   * Hashes of one kind.
   *
   * @param kind as it was given
   * @param count how many accounts have one, at least 1
   * @param sample one of them
   */
  record ForeignHashes(String kind, long count, String sample) {
    /** Without the hash. */
    @Override
    public String toString() {
      return "ForeignHashes[kind=" + kind + ", count=" + count + "]";
    }
  }

  /**
   * Makes an account, in generation 1, unless somebody has its name, its id, or came from there under
   * its key. Ids given later are above it.
   *
   * @return the new account, or empty
   */
  Optional<Account> adopt(NewAccount account);

  /** The account that came from a source under a key, in whatever state, or empty. */
  Optional<Account> findBySourceKey(long sourceId, String sourceKey);

  /** Where an account came from; empty where it was made here. */
  Optional<Origin> origin(long accountId);

  /** Makes all ids given from now on greater than this one. */
  void startIdsAbove(long id);

  /** How many accounts there are, in whatever state. */
  long count();

  /** What hashes of other systems there are. */
  List<ForeignHashes> foreignHashes();

  /**
   * Accounts that have a hash of a kind, by their ids.
   *
   * @param afterId those of greater ids only
   * @param atMost how many, at least 1
   */
  List<Account> withForeignHash(String kind, long afterId, long atMost);
}

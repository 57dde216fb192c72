package dev.restauth.account;

import dev.restauth.account.Account.State;
import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The accounts that came from other systems, and hashes that other systems made. Each call is atomic. */
public record AdoptedAccountRows(Transaction tx) {
  private static final String ADOPTED =
      "password_hash, foreign_kind, generation, state, created_at, source_id, source_key, email)"
          + " VALUES (";

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
  public record NewAccount(
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
   * @param source what the operator called it
   * @param sourceKey what it is called there
   * @param email its address there
   */
  public record Origin(String source, String sourceKey, Optional<String> email) {}

  /**
   * Hashes of one kind.
   *
   * @param kind as it was given
   * @param count how many accounts have one, at least 1
   * @param sample one of them
   */
  public record ForeignHashes(String kind, long count, String sample) {
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
  public Optional<Account> adopt(NewAccount account) {
    List<Object> values =
        List.of(
            account.username(),
            account.passwordHash(),
            account.foreignKind(),
            account.active() ? "active" : "disabled",
            account.createdAt(),
            account.sourceId(),
            account.sourceKey(),
            account.email());
    if (account.id().isEmpty()) {
      return tx.sql()
          .one(
              "INSERT INTO account (username, "
                  + ADOPTED
                  + "?, ?, ?, 1, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id",
              row -> made(row, account),
              values.toArray());
    }
    List<Object> all = new ArrayList<>(values);
    all.addFirst(account.id().get());
    return tx.sql()
        .one(
            "INSERT INTO account (id, username, "
                + ADOPTED
                + "?, ?, ?, ?, 1, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id",
            row -> made(row, account),
            all.toArray());
  }

  private static Account made(Row row, NewAccount account) {
    return new Account(
        row.number("id"),
        account.username(),
        account.passwordHash(),
        1,
        account.active() ? State.ACTIVE : State.DISABLED,
        account.createdAt().truncatedTo(ChronoUnit.MICROS),
        Optional.of(account.sourceId()));
  }

  /** The account that came from a source under a key, in whatever state, or empty. */
  public Optional<Account> findBySourceKey(long sourceId, String sourceKey) {
    return tx.sql()
        .one(
            "SELECT" + AccountRows.COLUMNS + "FROM account WHERE source_id = ? AND source_key = ?",
            AccountRows::account,
            sourceId,
            sourceKey);
  }

  /** Where an account came from; empty where it was made here. */
  public Optional<Origin> origin(long accountId) {
    return tx.sql()
        .one(
            "SELECT adopted_source.name AS source, source_key, email FROM account"
                + " JOIN adopted_source ON adopted_source.id = account.source_id WHERE account.id = ?",
            row -> new Origin(row.text("source"), row.text("source_key"), row.findText("email")),
            accountId);
  }

  /** Makes all ids given from now on greater than this one. */
  public void startIdsAbove(long id) {
    // A row that comes and goes: both databases remember its id.
    tx.sql()
        .change(
            "INSERT INTO account (id, username, generation, state, created_at)"
                + " VALUES (?, '', 1, 'closed', 0) ON CONFLICT DO NOTHING",
            id);
    tx.sql().change("DELETE FROM account WHERE id = ? AND username = ''", id);
  }

  /** How many accounts there are, in whatever state. */
  public long count() {
    return tx.sql().one("SELECT count(*) AS n FROM account", row -> row.number("n")).orElseThrow();
  }

  /** What hashes of other systems there are. */
  public List<ForeignHashes> foreignHashes() {
    return tx.sql()
        .all(
            "SELECT kinds.foreign_kind AS kind, kinds.n AS n, account.password_hash AS sample"
                + " FROM (SELECT foreign_kind, count(*) AS n, min(id) AS first_id FROM account"
                + " WHERE foreign_kind IS NOT NULL GROUP BY foreign_kind) kinds"
                + " JOIN account ON account.id = kinds.first_id ORDER BY kinds.foreign_kind",
            row -> new ForeignHashes(row.text("kind"), row.number("n"), row.text("sample")));
  }

  /**
   * Accounts that have a hash of a kind, by their ids.
   *
   * @param afterId those of greater ids only
   * @param atMost how many, at least 1
   */
  public List<Account> withForeignHash(String kind, long afterId, long atMost) {
    return tx.sql()
        .all(
            "SELECT"
                + AccountRows.COLUMNS
                + "FROM account WHERE foreign_kind = ? AND id > ? ORDER BY id LIMIT ?",
            AccountRows::account,
            kind,
            afterId,
            atMost);
  }
}

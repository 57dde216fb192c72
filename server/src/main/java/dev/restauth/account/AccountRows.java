package dev.restauth.account;

import dev.restauth.account.Account.State;
import dev.restauth.account.Admission.ConfirmedAddress;
import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Statements on the table {@code account}. Each call is atomic. If only one of several concurrent
 * calls can succeed, each call returns whether it succeeded. {@link RevokingAccountRows} has the
 * changes that revoke the account's tokens.
 */
public record AccountRows(Transaction tx) {
  static final String COLUMNS =
      " id, username, password_hash, generation, state, created_at, source_id, rights, factor ";

  /** A colon and an id, which is also the placeholder for the name of an erased account. */
  private static final Pattern TYPED_ID = Pattern.compile(":[0-9]{1,18}");

  /**
   * Creates an account, unless an account already has the name; the names of closed accounts count
   * too. All accounts are created through {@link RetiredNames}, which refuses retired names.
   *
   * @param username the name, prepared by the caller; compared byte by byte
   * @param passwordHash a PHC string
   * @param at the creation time
   * @return the new account; empty if the name is taken
   */
  public Optional<Account> create(String username, String passwordHash, Instant at) {
    return create(username, passwordHash, Optional.empty(), at);
  }

  /**
   * Creates an account, unless the name is taken or another account has confirmed the e-mail
   * address.
   *
   * @return the new account; empty if the name or the address is taken
   */
  Optional<Account> create(
      String username, String passwordHash, Optional<ConfirmedAddress> address, Instant at) {
    return create(
        username,
        Optional.of(passwordHash),
        address.map(ConfirmedAddress::text),
        address.map(ConfirmedAddress::comparable),
        at);
  }

  /**
   * Creates an account without a password, unless the name is taken.
   *
   * @param email the unconfirmed e-mail address of the account
   */
  Optional<Account> createWithoutPassword(String username, Optional<String> email, Instant at) {
    return create(username, Optional.empty(), email, Optional.empty(), at);
  }

  private Optional<Account> create(
      String username,
      Optional<String> passwordHash,
      Optional<String> email,
      Optional<String> verifiedEmail,
      Instant at) {
    return tx.sql()
        .one(
            "INSERT INTO account (username, password_hash, generation, state, created_at, email,"
                + " verified_email) VALUES (?, ?, 1, 'active', ?, ?, ?)"
                + " ON CONFLICT DO NOTHING RETURNING id",
            row ->
                new Account(
                    row.number("id"),
                    username,
                    passwordHash,
                    1,
                    State.ACTIVE,
                    at.truncatedTo(ChronoUnit.MICROS),
                    Optional.empty(),
                    0),
            username,
            passwordHash,
            at,
            email,
            verifiedEmail);
  }

  /** Returns whether any account exists, in any state. */
  boolean any() {
    return tx.sql().one("SELECT id FROM account LIMIT 1", row -> row.number("id")).isPresent();
  }

  /**
   * Deletes an account that the same transaction created. Its name stays locked until the
   * transaction ends.
   */
  void withdraw(long id) {
    tx.sql().change("DELETE FROM account WHERE id = ?", id);
  }

  /**
   * Locks an unused name until the transaction ends. Until then, every other transaction that gives
   * this name to an account waits. Later statements see all changes committed before the lock was
   * acquired.
   *
   * @param accountId the account that will get the name
   * @return whether no account has the name
   */
  boolean lockFreeName(long accountId, String username) {
    // PostgreSQL can lock a value of a unique column only with a row that has this value. The
    // temporary row is deleted before any other transaction can see it. No account ever has the
    // row's negative id.
    boolean free =
        tx.sql()
            .one(
                "INSERT INTO account (id, username, generation, state, created_at)"
                    + " VALUES (?, ?, 1, 'closed', 0) ON CONFLICT DO NOTHING RETURNING id",
                row -> row.number("id"),
                -accountId,
                username)
            .isPresent();
    if (free) {
      withdraw(-accountId);
    }
    return free;
  }

  /**
   * Renames an account, unless the account is closed or has changed: it must still have the name
   * {@code before} and this {@code generation}. The account's tokens stay valid.
   *
   * @param username a name that {@link #lockFreeName} has locked
   * @return whether this call renamed the account
   */
  boolean rename(long id, long generation, String before, String username) {
    boolean renamed =
        tx.sql()
                .change(
                    "UPDATE account SET username = ? WHERE id = ? AND generation = ?"
                        + " AND username = ? AND state <> 'closed'",
                    username,
                    id,
                    generation,
                    before)
            > 0;
    if (renamed) {
      tx.announce(new AccountChanged(id, generation).change());
    }
    return renamed;
  }

  /**
   * Looks up an account by its name. Never finds an erased account.
   *
   * @param username the name, compared byte by byte
   * @return the account in any state; empty if no account has the name
   */
  public Optional<Account> findByUsername(String username) {
    if (Account.isNoName(username)) {
      return Optional.empty();
    }
    return tx.sql()
        .one(
            "SELECT" + COLUMNS + "FROM account WHERE username = ?", AccountRows::account, username);
  }

  /**
   * Looks up an account by a text that an operator typed. The text may be the name in any Unicode
   * form, or the placeholder that the list of accounts shows for an erased account.
   *
   * @return the account in any state; empty if the text matches no account
   */
  public Optional<Account> findAsTyped(String typed) {
    if (Account.isNoName(typed)) {
      return findByTypedId(typed).filter(account -> account.username().equals(typed));
    }
    return findBySpelling(typed);
  }

  /**
   * Looks up an account by a text that consists of a colon and the id.
   *
   * @return the account in any state; empty if the text has another form or matches no account
   */
  Optional<Account> findByTypedId(String typed) {
    return TYPED_ID.matcher(typed).matches()
        ? findById(Long.parseLong(typed.substring(1)))
        : Optional.empty();
  }

  /**
   * Looks up an account by a name in any Unicode form.
   *
   * @return the account in any state; empty if no account has one of the {@link
   *     Username#spellings} of the name
   */
  public Optional<Account> findBySpelling(String presented) {
    return Username.spellings(presented).stream()
        .map(this::findByUsername)
        .flatMap(Optional::stream)
        .findFirst();
  }

  /**
   * Looks up an account by its id.
   *
   * @param id the id, which can be any number
   * @return the account in any state; empty if no account has the id
   */
  public Optional<Account> findById(long id) {
    return tx.sql().one("SELECT" + COLUMNS + "FROM account WHERE id = ?", AccountRows::account, id);
  }

  /**
   * Takes the turn at the row of an account, without locking the row. For transactions of the
   * account's user that lock another row, which they share with other users: the requests of one
   * user then wait for each other first.
   */
  public void takeTurn(long id) {
    tx.takeTurn("account", id);
  }

  /**
   * Locks the row of an account until the transaction ends, if the account is active and has this
   * {@code generation}. Other transactions wait before they lock or change the row.
   *
   * @return whether the account was active and had this generation
   */
  public boolean lock(long id, long generation) {
    takeTurn(id);
    // SQLite has no FOR UPDATE.
    return tx.sql()
            .change(
                "UPDATE account SET generation = generation"
                    + " WHERE id = ? AND generation = ? AND state = 'active'",
                id,
                generation)
        > 0;
  }

  /**
   * Locks the row of an account until the transaction ends, unless the account is closed. Other
   * transactions wait before they close the account.
   *
   * @return whether the account exists and is not closed
   */
  public boolean lockUnlessClosed(long id) {
    takeTurn(id);
    return lockUnlessClosedWithoutTurn(id);
  }

  /**
   * Locks an account like {@link #lockUnlessClosed}, but does not wait for a turn behind all
   * requests of the account's user. For the few changes by administrators, who may have to stop such
   * a user.
   */
  public boolean lockUnlessClosedWithoutTurn(long id) {
    return tx.sql()
            .change(
                "UPDATE account SET generation = generation WHERE id = ? AND state <> 'closed'", id)
        > 0;
  }

  /**
   * Replaces the hash {@code known} with another hash of the same password. Tokens stay valid.
   *
   * @param foreignKind the kind of the new hash if another system computed it; empty if this server
   *     did
   * @return whether {@code known} was still the stored hash
   */
  public boolean replaceHash(
      long id, String known, String passwordHash, Optional<String> foreignKind) {
    return tx.sql()
            .change(
                "UPDATE account SET password_hash = ?, foreign_kind = ?"
                    + " WHERE id = ? AND password_hash = ?",
                passwordHash,
                foreignKind,
                id,
                known)
        > 0;
  }

  /**
   * Erases the name of a closed account. Returns false, without an effect, if the account does not
   * have this name.
   */
  boolean eraseClosed(long id, String username) {
    return tx.sql()
            .change(
                "UPDATE account SET username = ':' || id"
                    + " WHERE id = ? AND username = ? AND state = 'closed'",
                id,
                username)
        > 0;
  }

  /**
   * Stores that the rights of an account have changed, unless the account is closed. The account's
   * tokens with a lower number become outdated. Clients can still renew these tokens, so the
   * sessions continue.
   *
   * @param number the number of the change, higher than all previous numbers
   * @return whether the account exists and is not closed
   */
  public boolean changeRights(long id, long number) {
    boolean changed =
        tx.sql()
                .change(
                    "UPDATE account SET rights = ? WHERE id = ? AND state <> 'closed'", number, id)
            > 0;
    if (changed) {
      tx.announce(new RightsChanged(id, number).change());
    }
    return changed;
  }

  /** Stores that an account no longer has a second factor. Its sessions continue. */
  public void removeFactor(Account account) {
    tx.sql().change("UPDATE account SET factor = 0 WHERE id = ?", account.id());
    tx.announce(new AccountChanged(account.id(), account.generation()).change());
  }

  static Account account(Row row) {
    return new Account(
        row.number("id"),
        row.text("username"),
        row.findText("password_hash"),
        row.number("generation"),
        State.valueOf(row.text("state").toUpperCase(Locale.ROOT)),
        row.instant("created_at"),
        row.findNumber("source_id"),
        row.number("rights"),
        row.number("factor") == 1);
  }
}

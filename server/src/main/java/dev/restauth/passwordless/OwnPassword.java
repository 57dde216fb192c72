package dev.restauth.passwordless;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.RevokingAccountRows;
import dev.restauth.event.EventType;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.notice.OwnerNotices;
import dev.restauth.password.HashOutcome;
import dev.restauth.password.HashRequest;
import dev.restauth.password.PasswordFeature;
import dev.restauth.password.PasswordHash;
import dev.restauth.password.PasswordPolicy;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Removes the password of an account, and sets a password again. The callers must check how the
 * user has logged in. Both operations revoke all sessions. Thread-safe.
 *
 * @param mails whether this server sends mails
 */
public record OwnPassword(
    Store store,
    PasswordFeature passwords,
    OwnerNotices notices,
    BooleanSupplier mails,
    SecurityEvents events) {

  /** The outcome of a removal. */
  sealed interface Removal {
    /** The password was removed durably. */
    record Removed() implements Removal {}

    /** The account has no password. */
    record None() implements Removal {}

    /** Without the password, the owner could no longer log in after losing one passkey. */
    record NoWayBack() implements Removal {}

    /** The account has changed in the meantime. */
    record Changed() implements Removal {}
  }

  /** Removes the password. */
  Removal remove(long accountId, long generation, Optional<Network> from) {
    Removal outcome =
        store.inTransaction(
            tx -> {
              notices.prepare(tx);
              return remove(tx, accountId, generation, from);
            });
    notices.committed();
    return outcome;
  }

  private Removal remove(Transaction tx, long accountId, long generation, Optional<Network> from) {
    AccountRows accounts = new AccountRows(tx);
    if (!accounts.lock(accountId, generation)) {
      return new Removal.Changed();
    }
    if (accounts.findById(accountId).flatMap(Account::passwordHash).isEmpty()) {
      return new Removal.None();
    }
    if (!WaysIn.of(tx, accountId).surviveALoss(mails.getAsBoolean())) {
      return new Removal.NoWayBack();
    }
    Account removed =
        new RevokingAccountRows(tx)
            .removePassword(accountId, generation)
            .orElseThrow(); // the row is locked
    events.record(tx, event(EventType.USER_PASSWORD_REMOVED, accountId, from));
    notices.passwordRemoved(tx, removed);
    return new Removal.Removed();
  }

  /** The outcome of setting a password. */
  public sealed interface Addition {
    /** The password was set durably, and all sessions are revoked. */
    record Added(Account account) implements Addition {}

    /** The password violates a rule; {@code reason} is shown to the user. */
    record Invalid(String reason) implements Addition {}

    /** The account already has a password, or has changed in the meantime. */
    record Changed() implements Addition {}

    /** Too many passwords are waiting to be hashed. */
    record Busy() implements Addition {}
  }

  /**
   * Sets the password of an account that has no password.
   *
   * @param password the password as the user sent it
   * @param request the request on whose behalf the password is hashed
   */
  public Addition add(
      long accountId, String username, long generation, String password, HashRequest request) {
    return switch (passwords.policy().check(password, username)) {
      case PasswordPolicy.Refused(String reason) -> new Addition.Invalid(reason);
      case PasswordPolicy.Acceptable(String prepared) ->
          switch (passwords.hasher().hash(prepared, request)) {
            case HashOutcome.Busy _ -> new Addition.Busy();
            case HashOutcome.Hashed(PasswordHash hash) ->
                add(accountId, generation, hash, request.address().map(Network::of));
          };
    };
  }

  private Addition add(long accountId, long generation, PasswordHash hash, Optional<Network> from) {
    Optional<Account> added =
        store.inTransaction(
            tx -> {
              notices.prepare(tx);
              Optional<Account> changed =
                  new RevokingAccountRows(tx).addPassword(accountId, generation, hash.text());
              changed.ifPresent(
                  account -> {
                    events.record(tx, event(EventType.USER_PASSWORD_CHANGED, accountId, from));
                    notices.passwordAdded(tx, account);
                  });
              return changed;
            });
    notices.committed();
    return added.<Addition>map(Addition.Added::new).orElseGet(Addition.Changed::new);
  }

  private static SecurityEvent event(EventType type, long accountId, Optional<Network> from) {
    return SecurityEvent.of(type).about(accountId).from(from);
  }
}

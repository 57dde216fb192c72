package dev.restauth.factor;

import dev.restauth.account.AccountRows;
import dev.restauth.account.EndedSessionRows;
import dev.restauth.assurance.ProofMethod;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

/**
 * The factors of an account, of all kinds.
 *
 * @param totp whether the account has an authenticator app
 * @param passkeys the number of passkeys
 * @param recoveryCodes the number of remaining recovery codes
 */
record AccountFactors(boolean totp, long passkeys, long recoveryCodes) {

  /** Reads the factors of an account. */
  static AccountFactors of(Transaction tx, long accountId) {
    return tx.sql()
        .one(
            "SELECT (SELECT count(*) FROM totp WHERE account_id = ?) AS apps,"
                + " (SELECT count(*) FROM passkey WHERE account_id = ?) AS passkeys,"
                + " (SELECT count(*) FROM recovery_code WHERE account_id = ?) AS codes",
            row ->
                new AccountFactors(
                    row.number("apps") > 0, row.number("passkeys"), row.number("codes")),
            accountId,
            accountId,
            accountId)
        .orElseThrow();
  }

  /**
   * Returns whether an account had a second factor before a time, as far as the stored data shows.
   * If the authenticator app was replaced since then, the recovery codes still show the earlier
   * factor.
   */
  static boolean anyBefore(Transaction tx, long accountId, Instant time) {
    return tx.sql()
            .one(
                "SELECT (SELECT count(*) FROM totp WHERE account_id = ? AND created_at < ?)"
                    + " + (SELECT count(*) FROM passkey WHERE account_id = ? AND created_at < ?)"
                    + " + (SELECT count(*) FROM recovery_code WHERE account_id = ? AND created_at < ?)"
                    + " AS factors",
                row -> row.number("factors"),
                accountId,
                time,
                accountId,
                time,
                accountId,
                time)
            .orElseThrow()
        > 0;
  }

  /** Removes all factors of an account. */
  static void removeAll(Transaction tx, long accountId) {
    new TotpRows(tx).remove(accountId);
    tx.sql().change("DELETE FROM passkey WHERE account_id = ?", accountId);
    removeRest(tx, accountId);
  }

  /** Removes the remaining factor data of an account after its last factor was removed. */
  static void removeRest(Transaction tx, long accountId) {
    new EndedSessionRows(tx).endDevices(accountId);
    new RecoveryCodeRows(tx).removeAll(accountId);
    new FactorFailureRows(tx).resetAll(accountId);
    AccountRows accounts = new AccountRows(tx);
    accounts.findById(accountId).ifPresent(accounts::removeFactor);
  }

  /** Returns whether the account has a second factor. Recovery codes do not count. */
  boolean any() {
    return totp || passkeys > 0;
  }

  /** Returns whether the account has exactly one factor, not counting recovery codes. */
  boolean single() {
    return (totp ? 1 : 0) + passkeys == 1;
  }

  /** Returns the names of the factors that can complete a log-in. */
  Set<String> offers() {
    Set<String> offers = new TreeSet<>();
    if (totp) {
      offers.add(ProofMethod.TOTP.text());
    }
    if (passkeys > 0) {
      offers.add(ProofMethod.PASSKEY.text());
    }
    if (recoveryCodes > 0) {
      offers.add(ProofMethod.RECOVERY_CODE.text());
    }
    return offers;
  }
}

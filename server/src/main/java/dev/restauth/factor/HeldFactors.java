package dev.restauth.factor;

import dev.restauth.account.AccountRows;
import dev.restauth.assurance.ProofMethod;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

/**
 * The factors of an account, of all kinds.
 *
 * @param totp whether it has an authenticator app
 * @param passkeys how many it has
 * @param recoveryCodes how many are left
 */
record HeldFactors(boolean totp, long passkeys, long recoveryCodes) {

  /** Reads the factors of an account. */
  static HeldFactors of(Transaction tx, long accountId) {
    return tx.sql()
        .one(
            "SELECT (SELECT count(*) FROM totp WHERE account_id = ?) AS apps,"
                + " (SELECT count(*) FROM passkey WHERE account_id = ?) AS passkeys,"
                + " (SELECT count(*) FROM recovery_code WHERE account_id = ?) AS codes",
            row ->
                new HeldFactors(
                    row.number("apps") > 0, row.number("passkeys"), row.number("codes")),
            accountId,
            accountId,
            accountId)
        .orElseThrow();
  }

  /**
   * Whether an account had a second factor before a time, as far as that is known: if its app was replaced since, its
   * recovery codes say so.
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

  /** Removes what is left of the factors of an account whose last one was removed. */
  static void removeRest(Transaction tx, long accountId) {
    new RecoveryCodeRows(tx).removeAll(accountId);
    new FactorFailureRows(tx).resetAll(accountId);
    AccountRows accounts = new AccountRows(tx);
    accounts.findById(accountId).ifPresent(accounts::removeFactor);
  }

  /** Whether there is a second factor; recovery codes alone are none. */
  boolean any() {
    return totp || passkeys > 0;
  }

  /** Whether there is just one, recovery codes apart. */
  boolean single() {
    return (totp ? 1 : 0) + passkeys == 1;
  }

  /** Returns the names of those with which a log-in can be completed. */
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

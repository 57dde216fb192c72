package dev.restauth.passwordless;

import dev.restauth.store.Transaction;

/**
 * The ways to log in to an account without its password.
 *
 * @param passkeys the number of passkeys that suffice for a log-in without another factor, because
 *     they verify their user
 * @param recoveryCodes the number of remaining recovery codes
 * @param mailbox whether the account has a confirmed address
 */
record WaysIn(long passkeys, long recoveryCodes, boolean mailbox) {
  /** Reads the ways to log in to an account. */
  static WaysIn of(Transaction tx, long accountId) {
    return tx.sql()
        .one(
            "SELECT (SELECT count(*) FROM passkey WHERE account_id = ? AND verified = 1) AS passkeys,"
                + " (SELECT count(*) FROM recovery_code WHERE account_id = ?) AS codes,"
                + " (SELECT count(*) FROM account WHERE id = ? AND verified_email IS NOT NULL)"
                + " AS mailboxes",
            row ->
                new WaysIn(
                    row.number("passkeys"), row.number("codes"), row.number("mailboxes") > 0),
            accountId,
            accountId,
            accountId)
        .orElseThrow();
  }

  /**
   * Returns whether the owner could still log in after the loss of one passkey. For this, the owner
   * needs another passkey, or both a mailed code and a recovery code.
   *
   * @param mails whether this server sends mails
   */
  boolean surviveALoss(boolean mails) {
    return passkeys > 1 || (passkeys == 1 && mails && mailbox && recoveryCodes > 0);
  }
}

package dev.restauth.factor;

import dev.restauth.store.SchemaFloor;
import dev.restauth.store.Transaction;
import dev.restauth.vault.Vault;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Stores the factors of accounts that are imported from another system. The owners get no notice,
 * because they enrolled these factors in the other system. Thread-safe.
 */
public final class ImportedFactors {
  /**
   * The minimum length of a recovery code, in characters. An attacker could guess a shorter code.
   * Codes of most authenticator apps have the same length.
   */
  private static final int RECOVERY_CODE_AT_LEAST = 6;

  private static final int RECOVERY_CODE_AT_MOST = 64;

  /**
   * The first schema version that supports factors. A program with an older schema would accept a
   * password without the second factor.
   */
  private static final int KNOWN_SINCE = 13;

  private final TotpSecrets secrets;
  private final RecoveryCodes recoveryCodes;

  /**
   * Creates the importer, which seals secrets for the vault's database. {@code vault} is not used
   * before the first factor is stored.
   */
  public ImportedFactors(Vault vault) {
    this.secrets = new TotpSecrets(vault);
    this.recoveryCodes = new RecoveryCodes(vault.digest("recovery-code"));
  }

  /**
   * Returns whether a recovery code from another system can be imported. Without hyphens and
   * spaces, it must have 6 to 64 characters.
   */
  public static boolean isRecoveryCode(String code) {
    int length = RecoveryCodes.plain(code).length();
    return length >= RECOVERY_CODE_AT_LEAST && length <= RECOVERY_CODE_AT_MOST;
  }

  /**
   * Loads the keys. Must be called before a transaction that calls {@link #add}: a command has only
   * one connection, so it could not load the keys during a transaction.
   */
  public void prepare() {
    secrets.prepare();
    var _ = recoveryCodes.digest(0, "");
  }

  /**
   * Stores the factors of an account. The same transaction must have created the account, and
   * marked it as having a factor.
   *
   * @param totp the authenticator app, if the account has one
   * @param usedUntil the time up to which the app's codes count as used
   * @param codes recovery codes in plain text, each accepted by {@link #isRecoveryCode}
   */
  public void add(
      Transaction tx, long accountId, Optional<Totp> totp, Instant usedUntil, List<String> codes) {
    SchemaFloor.raise(tx, KNOWN_SINCE);
    totp.ifPresent(
        app ->
            new TotpRows(tx)
                .put(accountId, secrets.seal(accountId, app, app.stepAt(usedUntil)), tx.now()));
    new RecoveryCodeRows(tx)
        .replace(
            accountId,
            codes.stream()
                .map(RecoveryCodes::plain)
                .distinct()
                .map(code -> recoveryCodes.digest(accountId, code))
                .toList(),
            tx.now());
  }
}

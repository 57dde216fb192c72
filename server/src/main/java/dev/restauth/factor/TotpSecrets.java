package dev.restauth.factor;

import dev.restauth.crypto.Sealing;
import dev.restauth.factor.TotpRows.TotpRow;
import dev.restauth.job.Lazy;
import dev.restauth.vault.Vault;
import java.util.Base64;

/**
 * The secrets of authenticator apps. They are sealed under a key that does not change with the
 * master key. Otherwise a change of the master key would have to seal the secrets of all accounts
 * again. Thread-safe.
 */
final class TotpSecrets {
  private final Lazy<Sealing> sealing;

  /** Creates the object that seals secrets for the vault's database. */
  TotpSecrets(Vault vault) {
    this.sealing =
        new Lazy<>(
            () -> Sealing.under(Base64.getEncoder().encodeToString(vault.digest("totp").of())));
  }

  /** Loads the key. */
  void prepare() {
    var _ = sealing.get();
  }

  /**
   * Returns the row for a secret.
   *
   * @param lastStep the last used time step; only codes of later steps are valid
   */
  TotpRow seal(long accountId, Totp totp, long lastStep) {
    return new TotpRow(
        sealing.get().seal(totp.secret(), identity(accountId)),
        totp.algorithm(),
        totp.digits(),
        totp.period(),
        lastStep);
  }

  Totp open(long accountId, TotpRow row) {
    return new Totp(
        sealing.get().open(row.sealed(), identity(accountId)),
        row.algorithm(),
        row.digits(),
        row.period());
  }

  private static String identity(long accountId) {
    return "totp/" + accountId;
  }
}

package dev.restauth.vault;

import dev.restauth.crypto.KeyedDigest;
import dev.restauth.crypto.Unsealer;
import dev.restauth.job.Lazy;
import dev.restauth.store.Snapshots;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The random secret from which the keys of keyed digests are derived. The database stores the secret in encrypted form. The
 * secret is not the master key itself, since a new master key would then change every stored digest.
 */
final class DigestSecret {
  private static final String PROPERTY = "digest_key";
  private static final String IDENTITY = "property/" + PROPERTY;

  private final Store store;
  private final Vault vault;
  private final Lazy<byte[]> secret;

  DigestSecret(Store store, Vault vault) {
    this.store = store;
    this.vault = vault;
    this.secret = new Lazy<>(() -> vault.open(HexFormat.of().parseHex(stored()), IDENTITY));
  }

  /** Returns the secret, and creates the secret if it does not exist. The first call must not be in a transaction. */
  byte[] value() {
    return secret.get();
  }

  private String stored() {
    return sealed(store)
        .orElseGet(
            () ->
                store.inTransaction(
                    tx -> {
                      byte[] sealed = vault.sealing(tx).seal(KeyedDigest.newSecret(), IDENTITY);
                      return tx.properties()
                          .setIfAbsent(PROPERTY, HexFormat.of().formatHex(sealed));
                    }));
  }

  private static Optional<String> sealed(Snapshots database) {
    return database.reading(tx -> tx.properties().find(PROPERTY));
  }

  /**
   * Throws {@link dev.restauth.crypto.UnsealFailedException} if the secret exists but cannot be opened.
   */
  static void check(Snapshots database, Unsealer opener) {
    sealed(database).ifPresent(text -> opener.open(HexFormat.of().parseHex(text), IDENTITY));
  }

  static int reseal(Transaction tx, SealedRows.Resealer resealer) {
    Optional<String> sealed = tx.properties().findForUpdate(PROPERTY);
    sealed.ifPresent(
        before -> {
          byte[] after = resealer.reseal(HexFormat.of().parseHex(before), IDENTITY);
          tx.properties().replace(PROPERTY, before, HexFormat.of().formatHex(after));
        });
    return sealed.isPresent() ? 1 : 0;
  }
}

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
 * The random secret from which the keys of keyed digests are derived. The database contains the
 * secret in encrypted form. The master key cannot be used instead, since all stored digests would
 * change with a new master key.
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

  /**
   * Returns the secret, and creates it if it does not exist. The first call must not be in a
   * transaction.
   */
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
   * Checks that the secret can be decrypted, if it exists.
   *
   * @throws dev.restauth.crypto.UnsealFailedException if it cannot be decrypted
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

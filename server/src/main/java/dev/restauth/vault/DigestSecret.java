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
 * The secret that keyed digests derive from: random, kept sealed. Were it the master key itself, moving
 * to another would change every digest that is stored.
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

  /** The secret, made where there is none; not to be asked for the first time in a transaction. */
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

  /** Throws SealBroken where there is one that does not open. */
  static void check(Snapshots database, Unsealer opener) {
    sealed(database).ifPresent(text -> opener.open(HexFormat.of().parseHex(text), IDENTITY));
  }

  static int reseal(Transaction tx, SealedRows.Resealing resealing) {
    Optional<String> sealed = tx.properties().hold(PROPERTY);
    sealed.ifPresent(
        before -> {
          byte[] after = resealing.again(HexFormat.of().parseHex(before), IDENTITY);
          tx.properties().replace(PROPERTY, before, HexFormat.of().formatHex(after));
        });
    return sealed.isPresent() ? 1 : 0;
  }
}

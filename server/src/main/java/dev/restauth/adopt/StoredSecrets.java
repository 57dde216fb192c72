package dev.restauth.adopt;

import dev.restauth.crypto.KeyedDigest;
import dev.restauth.crypto.MasterKey;
import dev.restauth.crypto.SealBroken;
import dev.restauth.crypto.Sealing;
import dev.restauth.password.HashSecrets;
import dev.restauth.password.HashingFailed;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Secrets that the hashes of a source share, such as a pepper: in the store under the master key, so that
 * who has a copy of the database has no use of the hashes. Thread-safe.
 */
public final class StoredSecrets implements HashSecrets {
  private static final int NAME_BYTES = 12;

  private final Store store;
  private final Supplier<MasterKey> masterKey;
  private final Map<String, byte[]> opened = new ConcurrentHashMap<>();

  /**
   * In {@code store}.
   *
   * @param masterKey asked for when the first secret is needed
   */
  public StoredSecrets(Store store, Supplier<MasterKey> masterKey) {
    this.store = store;
    this.masterKey = masterKey;
  }

  /** The name of a secret: the same for the same one, and nobody can find the secret by trying. */
  String nameOf(byte[] secret) {
    byte[] digest = KeyedDigest.derived(masterKey.get(), "hash-secret-name").of(secret);
    return HexFormat.of().formatHex(digest, 0, NAME_BYTES);
  }

  /** Keeps one, in the transaction. */
  void keep(Transaction tx, byte[] secret) {
    String name = nameOf(secret);
    tx.adoptedSources().keepSecret(name, sealing().seal(secret, identity(name)));
  }

  @Override
  public byte[] find(String name) {
    return opened.computeIfAbsent(name, this::open).clone();
  }

  private byte[] open(String name) {
    byte[] sealed =
        Optional.ofNullable(
                store.<Map<String, byte[]>>reading(tx -> tx.adoptedSources().secrets()).get(name))
            .orElseThrow(() -> new HashingFailed("the database lacks the hash secret " + name));
    try {
      return sealing().open(sealed, identity(name));
    } catch (SealBroken e) {
      throw new HashingFailed("the hash secret " + name + " cannot be opened: " + e.getMessage());
    }
  }

  private Sealing sealing() {
    return new Sealing(masterKey.get());
  }

  private static String identity(String name) {
    return "hash_secret/" + name;
  }
}

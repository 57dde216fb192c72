package dev.restauth.vault;

import dev.restauth.blocking.Blocking;
import dev.restauth.crypto.KeyedDigest;
import dev.restauth.crypto.MasterKey;
import dev.restauth.crypto.Sealing;
import dev.restauth.crypto.UnsealFailedException;
import dev.restauth.crypto.Unsealer;
import dev.restauth.crypto.UnusableMasterKey;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.Transaction;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Encrypts and decrypts data in the database with the master key. The vault encrypts with the key
 * to which the database is currently bound, and decrypts with any of the loaded keys. The database
 * can therefore change to another key while servers use it. The keys are loaded when they are first
 * needed. Thread-safe.
 *
 * <p>All methods throw {@link StoreRefusedException} if none of the given keys belongs to the
 * database, and {@link UnusableMasterKey} if no key is usable.
 */
public final class Vault implements Unsealer {
  private static final System.Logger LOG = System.getLogger(Vault.class.getName());

  private final MasterKeySource source;
  private final Store store;
  private final List<SealedRows> rows;
  private final Object loading = new Object();
  private final DigestSecret digestSecret;
  private volatile List<LoadedKey> loadedKeys = List.of();

  /** A master key, with the object that encrypts and decrypts with it. */
  private record LoadedKey(MasterKey key, Sealing sealing) {
    static LoadedKey of(MasterKey key) {
      return new LoadedKey(key, new Sealing(key));
    }
  }

  /** The outcome of a change to another master key. */
  public sealed interface Outcome {
    /**
     * The database has changed to another key.
     *
     * @param from the id of the key with which the data was encrypted
     * @param to the id of the key with which the data is encrypted now
     * @param entries the number of encrypted entries
     * @param unsettled the reason why the file in the data folder could not be renamed; empty if it
     *     was renamed. The next start tries again
     */
    record Moved(String from, String to, int entries, Optional<String> unsettled)
        implements Outcome {}

    /**
     * The data is already encrypted with the operator's key, and the previous key is no longer
     * needed.
     */
    record AlreadyMoved(String keyId) implements Outcome {}

    /**
     * The operator gave only the current key, and no other key to which the database could change.
     */
    record NoNewKey(String keyId) implements Outcome {}
  }

  /**
   * Creates the vault of a database.
   *
   * @param keys the configured master keys
   * @param rows all encrypted rows of all features
   */
  public Vault(MasterKeys keys, Store store, List<SealedRows> rows) {
    this.source = MasterKeySource.of(keys);
    this.store = store;
    this.rows = List.copyOf(rows);
    this.digestSecret = new DigestSecret(store, this);
  }

  /**
   * Loads the key and the secret of the digests. Binds the database to the key if it is not bound
   * yet.
   */
  public void prepare() {
    KeyBinding bound = bound();
    // Another process may have bound the database after this process loaded the keys.
    if (loadedKeys().stream().map(LoadedKey::key).noneMatch(bound::matches)) {
      source.settle(source.requireBoundKey(bound));
    }
    if (!bound.matches(loadedKeys().getFirst().key())) {
      LOG.log(
          Level.INFO,
          "the database is still under the previous master key, {0}: restauth key rewrap moves it",
          bound.keyId());
    }
    var _ = digestSecret.value();
  }

  private KeyBinding bound() {
    List<LoadedKey> keys = loadedKeys();
    return KeyBinding.find(store)
        .orElseGet(
            () -> store.inTransaction(tx -> KeyBinding.lockOrBind(tx, keys.getFirst().key())));
  }

  private List<LoadedKey> loadedKeys() {
    List<LoadedKey> loaded = loadedKeys;
    return loaded.isEmpty() ? load() : loaded;
  }

  /**
   * Loads the keys. Does not begin a writing transaction: the caller may already be in one, while
   * other threads wait for this method.
   */
  private List<LoadedKey> load() {
    Blocking.begin();
    synchronized (loading) {
      if (loadedKeys.isEmpty()) {
        Optional<KeyBinding> bound = KeyBinding.find(store);
        if (bound.isPresent()) {
          source.settle(source.requireBoundKey(bound.get()));
        }
        List<MasterKey> keys =
            bound.map(source::keysFor).orElseGet(() -> List.of(source.initialKey()));
        loadedKeys = keys.stream().map(LoadedKey::of).toList();
      }
      return loadedKeys;
    }
  }

  /**
   * Returns the object that encrypts with the key to which the database is bound. It is valid until
   * the end of the transaction.
   */
  public Sealing sealing(Transaction tx) {
    List<LoadedKey> keys = loadedKeys();
    KeyBinding bound = KeyBinding.lockOrBind(tx, keys.getFirst().key());
    return keys.stream()
        .filter(each -> bound.matches(each.key()))
        .map(LoadedKey::sealing)
        .findFirst()
        .orElseThrow(
            () ->
                new StoreRefusedException(
                    "the database is now under the master key "
                        + bound.keyId()
                        + ", which this process does not have: restart it with that one"));
  }

  @Override
  public byte[] open(byte[] sealed, String identity) {
    List<LoadedKey> keys = loadedKeys();
    for (LoadedKey each : keys.subList(1, keys.size())) {
      try {
        return each.sealing().open(sealed, identity);
      } catch (UnsealFailedException e) {
        // Another key may decrypt the data. If no key does, the exception is that of the preferred
        // key.
      }
    }
    return keys.getFirst().sealing().open(sealed, identity);
  }

  /**
   * Returns a keyed digest that does not depend on the master key. The first use reads or creates
   * the secret of the digests, and must not be in a transaction. {@link #prepare} reads or creates
   * the secret in advance.
   *
   * @param purpose the purpose; each purpose has its own key
   */
  public KeyedDigest digest(String purpose) {
    return KeyedDigest.derived(digestSecret::value, purpose);
  }

  /**
   * Encrypts all data again with the next master key, in one transaction. The next key is given by
   * the operator, or is a new one if this program creates keys. Other processes can use the
   * database meanwhile.
   *
   * @param moved runs in the transaction, with the id of the new key
   */
  public synchronized Outcome rewrap(BiConsumer<Transaction, String> moved) {
    KeyBinding bound = bound();
    Optional<MasterKey> next = source.next(bound);
    if (next.isEmpty()) {
      return loadedKeys().size() > 1
          ? new Outcome.AlreadyMoved(bound.keyId())
          : new Outcome.NoNewKey(bound.keyId());
    }
    MasterKey to = next.get();
    addKey(to);
    int entries =
        store.inTransaction(
            tx -> {
              int resealed = reseal(tx, bound, to);
              moved.accept(tx, to.keyId());
              return resealed;
            });
    LOG.log(
        Level.INFO,
        "the database has moved from the master key {0} to {1}",
        bound.keyId(),
        to.keyId());
    return new Outcome.Moved(bound.keyId(), to.keyId(), entries, settleFile(to));
  }

  /**
   * Adds a key. Call this method before a row is encrypted with the key, so that every reader can
   * decrypt the row.
   */
  private void addKey(MasterKey key) {
    synchronized (loading) {
      if (loadedKeys.stream().noneMatch(each -> each.key().keyId().equals(key.keyId()))) {
        List<LoadedKey> more = new ArrayList<>(loadedKeys);
        more.addFirst(LoadedKey.of(key));
        loadedKeys = List.copyOf(more);
      }
    }
  }

  private int reseal(Transaction tx, KeyBinding from, MasterKey to) {
    if (!from.rebind(tx, to)) {
      throw new StoreRefusedException(
          "another process has moved the database to another master key meanwhile; nothing was"
              + " done");
    }
    Sealing sealing = new Sealing(to);
    SealedRows.Resealer resealer =
        (before, identity) -> {
          try {
            return sealing.seal(open(before, identity), identity);
          } catch (UnsealFailedException e) {
            throw new StoreRefusedException(
                "nothing was done, for "
                    + identity
                    + " cannot be opened, see restauth check: "
                    + e.getMessage());
          }
        };
    return rows.stream().mapToInt(each -> each.reseal().reseal(tx, resealer)).sum()
        + DigestSecret.reseal(tx, resealer);
  }

  /**
   * Renames the key file. Returns the reason for a failure instead of throwing an exception, since
   * the change of the database cannot be undone.
   */
  private Optional<String> settleFile(MasterKey key) {
    try {
      source.settle(key);
      return Optional.empty();
    } catch (UnusableMasterKey | StoreRefusedException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}

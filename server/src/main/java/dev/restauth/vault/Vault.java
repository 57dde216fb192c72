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
 * Seals and opens data in the database under the master key. The vault seals under the key to which the database is currently
 * bound. It opens data that was sealed under any of the loaded keys, so a database can move to another key while servers use
 * the database. The vault loads the keys when they are first needed. Thread-safe.
 *
 * <p>All methods throw {@link StoreRefusedException} if none of the given keys belongs to the database, and {@link
 * UnusableMasterKey} if no key is usable.
 */
public final class Vault implements Unsealer {
  private static final System.Logger LOG = System.getLogger(Vault.class.getName());

  private final MasterKeySource source;
  private final Store store;
  private final List<SealedRows> rows;
  private final Object loading = new Object();
  private final DigestSecret digestSecret;
  private volatile List<LoadedKey> loadedKeys = List.of();

  /** A master key with its sealing. */
  private record LoadedKey(MasterKey key, Sealing sealing) {
    static LoadedKey of(MasterKey key) {
      return new LoadedKey(key, new Sealing(key));
    }
  }

  /** The outcome of moving to another master key. */
  public sealed interface Outcome {
    /**
     * The database has moved.
     *
     * @param from the id of the key under which the data was sealed
     * @param to the id of the key under which the data is sealed now
     * @param entries the number of sealed entries
     * @param unsettled the reason if the file in the data folder could not be put in place; the next start tries again
     */
    record Moved(String from, String to, int entries, Optional<String> unsettled)
        implements Outcome {}

    /** The database is already sealed under the operator's key, and the previous key is not needed. */
    record AlreadyMoved(String keyId) implements Outcome {}

    /** The operator gave only the current key, and no other key to which the database could move. */
    record NoNewKey(String keyId) implements Outcome {}
  }

  /**
   * Creates the vault of a database.
   *
   * @param keys the configured master keys
   * @param rows all sealed rows of all features
   */
  public Vault(MasterKeys keys, Store store, List<SealedRows> rows) {
    this.source = MasterKeySource.of(keys);
    this.store = store;
    this.rows = List.copyOf(rows);
    this.digestSecret = new DigestSecret(store, this);
  }

  /** Loads the key and the digests' secret, and binds the database to the key if the database is not bound yet. */
  public void prepare() {
    KeyBinding bound = bound();
    // Another process may have bound the database since the keys were loaded.
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

  /** Loads the keys. Opens no writing transaction: the caller may be in one, while other threads wait here. */
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
   * Returns the sealing of the key to which the database is bound; valid until the end of the
   * transaction.
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
        // Another key may open the data. If no key opens it, the method throws the exception for
        // the preferred key.
      }
    }
    return keys.getFirst().sealing().open(sealed, identity);
  }

  /**
   * Returns a keyed digest that is independent of changes of the master key. The first use, which must not be in a transaction,
   * reads or creates the digest's secret. {@link #prepare} does so in advance.
   *
   * @param purpose the purpose; other purposes have other keys
   */
  public KeyedDigest digest(String purpose) {
    return KeyedDigest.derived(digestSecret::value, purpose);
  }

  /**
   * Seals everything again under the next master key, in one transaction. The next key is the operator's or, if this
   * program creates keys, a new one. Other processes can use the database at the same time.
   *
   * @param moved runs in that transaction, with the id of the new key
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

  /** Adds a key. Call this method before a row is sealed under the key, so that every reader can open this row. */
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
   * Puts the key file in place. Returns a failure instead of throwing it, since the move of the database cannot be
   * undone.
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

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

/**
 * Seals and opens what the database keeps under the master key. Sealed is under the key that the
 * database is bound to at that moment; opened is what was sealed under any of the keys at hand, so that
 * a database can move to another while it is in use. The keys are looked for when the first is needed.
 * Thread-safe.
 *
 * <p>All methods throw {@link StoreRefusedException} where the key at hand is not the database's, and
 * {@link UnusableMasterKey} where there is no usable key.
 */
public final class Vault implements Unsealer {
  private static final System.Logger LOG = System.getLogger(Vault.class.getName());

  private final MasterKeySource place;
  private final Store store;
  private final List<SealedRows> rows;
  private final Object loading = new Object();
  private final DigestSecret digestSecret;
  private volatile List<Held> held = List.of();

  /** A master key with what it seals. */
  private record Held(MasterKey key, Sealing sealing) {
    static Held of(MasterKey key) {
      return new Held(key, new Sealing(key));
    }
  }

  /** What came of moving to another master key. */
  public sealed interface Outcome {
    /**
     * It has moved.
     *
     * @param from id of the key that it was sealed under
     * @param to id of the one that it is sealed under now
     * @param entries how many sealed entries there are
     * @param unsettled why the file in the data folder could not be put in place, where it could not;
     *     the next start does it
     */
    record Moved(String from, String to, int entries, Optional<String> unsettled)
        implements Outcome {}

    /** The database is sealed under the operator's key already; the previous one is not needed. */
    record ThereAlready(String keyId) implements Outcome {}

    /** The operator keeps the key and gave no other. */
    record NoOther(String keyId) implements Outcome {}
  }

  /**
   * Of a database.
   *
   * @param keys where its master key is
   * @param rows all that features keep sealed there
   */
  public Vault(MasterKeys keys, Store store, List<SealedRows> rows) {
    this.place = MasterKeySource.of(keys);
    this.store = store;
    this.rows = List.copyOf(rows);
    this.digestSecret = new DigestSecret(store, this);
  }

  /** Finds the key and the secret of digests now, and binds a database to it that is bound to none yet. */
  public void prepare() {
    KeyBinding bound = bound();
    // Another process may have bound it since the keys were looked for.
    if (held().stream().map(Held::key).noneMatch(bound::matches)) {
      place.settle(place.confirmed(bound));
    }
    if (!bound.matches(held().getFirst().key())) {
      LOG.log(
          Level.INFO,
          "the database is still under the previous master key, {0}: restauth key rewrap moves it",
          bound.keyId());
    }
    var _ = digestSecret.value();
  }

  private KeyBinding bound() {
    List<Held> keys = held();
    return KeyBinding.find(store)
        .orElseGet(
            () -> store.inTransaction(tx -> KeyBinding.holdOrBind(tx, keys.getFirst().key())));
  }

  private List<Held> held() {
    List<Held> known = held;
    return known.isEmpty() ? load() : known;
  }

  /** Takes no transaction: it may be called within one, while others wait here. */
  private List<Held> load() {
    Blocking.begin();
    synchronized (loading) {
      if (held.isEmpty()) {
        Optional<KeyBinding> bound = KeyBinding.find(store);
        if (bound.isPresent()) {
          place.settle(place.confirmed(bound.get()));
        }
        List<MasterKey> keys = bound.map(place::keysFor).orElseGet(() -> List.of(place.first()));
        held = keys.stream().map(Held::of).toList();
      }
      return held;
    }
  }

  /** Seals under the key that the database is bound to, until the end of the transaction. */
  public Sealing sealing(Transaction tx) {
    List<Held> keys = held();
    KeyBinding bound = KeyBinding.holdOrBind(tx, keys.getFirst().key());
    return keys.stream()
        .filter(each -> bound.matches(each.key()))
        .map(Held::sealing)
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
    List<Held> keys = held();
    for (Held each : keys.subList(1, keys.size())) {
      try {
        return each.sealing().open(sealed, identity);
      } catch (UnsealFailedException e) {
        // Another may open it; the last one tried says what is wrong.
      }
    }
    return keys.getFirst().sealing().open(sealed, identity);
  }

  /**
   * Digests that stay the same, whatever happens to the master key. Their secret is read, or made, when the
   * first is needed, which must not be in a transaction; {@link #prepare} does it before.
   *
   * @param purpose other purposes have other keys
   */
  public KeyedDigest digest(String purpose) {
    return KeyedDigest.derived(digestSecret::value, purpose);
  }

  /**
   * Seals everything under the next master key, in one transaction: the one that the operator gave, or,
   * where this program makes the key, a new one. Whoever uses the database meanwhile goes on.
   */
  public synchronized Outcome rewrap() {
    KeyBinding bound = bound();
    Optional<MasterKey> next = place.next(bound);
    if (next.isEmpty()) {
      return held().size() > 1
          ? new Outcome.ThereAlready(bound.keyId())
          : new Outcome.NoOther(bound.keyId());
    }
    MasterKey to = next.get();
    hold(to);
    int entries = store.inTransaction(tx -> reseal(tx, bound, to));
    LOG.log(
        Level.INFO,
        "the database has moved from the master key {0} to {1}",
        bound.keyId(),
        to.keyId());
    return new Outcome.Moved(bound.keyId(), to.keyId(), entries, unsettled(to));
  }

  /** Before the first row is sealed under it: whoever reads that must be able to open it. */
  private void hold(MasterKey key) {
    synchronized (loading) {
      if (held.stream().noneMatch(each -> each.key().keyId().equals(key.keyId()))) {
        List<Held> more = new ArrayList<>(held);
        more.addFirst(Held.of(key));
        held = List.copyOf(more);
      }
    }
  }

  private int reseal(Transaction tx, KeyBinding from, MasterKey to) {
    if (!from.move(tx, to)) {
      throw new StoreRefusedException(
          "another process has moved the database to another master key meanwhile; nothing was done");
    }
    Sealing sealing = new Sealing(to);
    SealedRows.Resealing resealing =
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
    return rows.stream().mapToInt(each -> each.reseal().reseal(tx, resealing)).sum()
        + DigestSecret.reseal(tx, resealing);
  }

  /** The database has moved, and nothing takes that back. */
  private Optional<String> unsettled(MasterKey key) {
    try {
      place.settle(key);
      return Optional.empty();
    } catch (UnusableMasterKey | StoreRefusedException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}

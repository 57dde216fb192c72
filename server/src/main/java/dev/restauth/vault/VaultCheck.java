package dev.restauth.vault;

import dev.restauth.crypto.MasterKey;
import dev.restauth.crypto.Sealing;
import dev.restauth.crypto.UnsealFailedException;
import dev.restauth.crypto.Unsealer;
import dev.restauth.crypto.UnusableMasterKey;
import dev.restauth.store.Snapshots;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Opens what a database keeps, under the one key that it is bound to, and changes nothing. */
public final class VaultCheck implements Unsealer {
  private final KeyBinding bound;
  private final Sealing sealing;

  private VaultCheck(KeyBinding bound, MasterKey key) {
    this.bound = bound;
    this.sealing = new Sealing(key);
  }

  /**
   * Finds the master key; empty where the database is not bound to one yet.
   *
   * @throws StoreRefusedException where it is missing, or another
   * @throws UnusableMasterKey where it cannot be read
   */
  private static Optional<VaultCheck> of(MasterKeys keys, Snapshots database) {
    return KeyBinding.find(database)
        .map(bound -> new VaultCheck(bound, MasterKeySource.of(keys).confirmed(bound)));
  }

  /**
   * Whether the master key is the right one and opens all of {@code rows}. Changes nothing, so it neither
   * makes a key nor binds a database to one that no server has used yet.
   *
   * @return what is wrong, a line each
   */
  public static List<String> findings(MasterKeys keys, Snapshots database, List<SealedRows> rows) {
    try {
      Optional<VaultCheck> bound = of(keys, database);
      if (bound.isEmpty()) {
        return wrong(database, rows, VaultCheck::withoutKey).isEmpty()
            ? List.of()
            : List.of("the property master_key_id is missing");
      }
      List<String> wrong = wrong(database, rows, bound.get());
      wrong.addAll(bound.get().ofDigests(database));
      return wrong.isEmpty() || !bound.get().isOutdated(database)
          ? wrong
          : findings(keys, database, rows);
    } catch (StoreRefusedException | StoreUnavailableException | UnusableMasterKey e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  private static List<String> wrong(Snapshots database, List<SealedRows> rows, Unsealer opener) {
    List<String> wrong = new ArrayList<>();
    rows.forEach(each -> wrong.addAll(each.check().check(database, opener)));
    return wrong;
  }

  private static byte[] withoutKey(byte[] sealed, String identity) {
    throw new UnsealFailedException("there is no key");
  }

  /** Whether the database has moved to another key since, so that nothing said here counts. */
  private boolean isOutdated(Snapshots database) {
    return !KeyBinding.find(database).equals(Optional.of(bound));
  }

  @Override
  public byte[] open(byte[] sealed, String identity) {
    return sealing.open(sealed, identity);
  }

  /** What is wrong with the secret of keyed digests, a line each. */
  private List<String> ofDigests(Snapshots database) {
    try {
      DigestSecret.check(database, this);
      return List.of();
    } catch (UnsealFailedException | IllegalArgumentException e) {
      return List.of("the property digest_key cannot be opened: " + e.getMessage());
    }
  }
}

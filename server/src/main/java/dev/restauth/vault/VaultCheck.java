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

/**
 * Checks encrypted data by decrypting it with the key to which the database is bound. Changes
 * nothing.
 */
public final class VaultCheck implements Unsealer {
  private final KeyBinding bound;
  private final Sealing sealing;

  private VaultCheck(KeyBinding bound, MasterKey key) {
    this.bound = bound;
    this.sealing = new Sealing(key);
  }

  /**
   * Finds the master key; empty if the database is not bound to a key yet.
   *
   * @throws StoreRefusedException if the key is missing, or belongs to another database
   * @throws UnusableMasterKey if the key cannot be read
   */
  private static Optional<VaultCheck> of(MasterKeys keys, Snapshots database) {
    return KeyBinding.find(database)
        .map(bound -> new VaultCheck(bound, MasterKeySource.of(keys).requireBoundKey(bound)));
  }

  /**
   * Checks that the master key is the right one and decrypts all {@code rows}. The check changes
   * nothing: it neither creates a key nor binds a database that no server has used yet.
   *
   * @return the problems, one line each
   */
  public static List<String> findings(MasterKeys keys, Snapshots database, List<SealedRows> rows) {
    try {
      Optional<VaultCheck> bound = of(keys, database);
      if (bound.isEmpty()) {
        return problems(database, rows, VaultCheck::withoutKey).isEmpty()
            ? List.of()
            : List.of("the property master_key_id is missing");
      }
      List<String> problems = problems(database, rows, bound.get());
      problems.addAll(bound.get().ofDigests(database));
      return problems.isEmpty() || !bound.get().isOutdated(database)
          ? problems
          : findings(keys, database, rows);
    } catch (StoreRefusedException | StoreUnavailableException | UnusableMasterKey e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  private static List<String> problems(Snapshots database, List<SealedRows> rows, Unsealer opener) {
    List<String> problems = new ArrayList<>();
    rows.forEach(each -> problems.addAll(each.check().check(database, opener)));
    return problems;
  }

  private static byte[] withoutKey(byte[] sealed, String identity) {
    throw new UnsealFailedException("there is no key");
  }

  /**
   * Returns whether the database has changed to another key during the check. The findings are then
   * invalid.
   */
  private boolean isOutdated(Snapshots database) {
    return !KeyBinding.find(database).equals(Optional.of(bound));
  }

  @Override
  public byte[] open(byte[] sealed, String identity) {
    return sealing.open(sealed, identity);
  }

  /** Returns the problems with the secret of keyed digests, one line each. */
  private List<String> ofDigests(Snapshots database) {
    try {
      DigestSecret.check(database, this);
      return List.of();
    } catch (UnsealFailedException | IllegalArgumentException e) {
      return List.of("the property digest_key cannot be opened: " + e.getMessage());
    }
  }
}

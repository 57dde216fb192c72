package dev.restauth.vault;

import dev.restauth.config.Storage;
import dev.restauth.crypto.MasterKey;
import dev.restauth.crypto.Opener;
import dev.restauth.crypto.SealBroken;
import dev.restauth.crypto.Sealing;
import dev.restauth.store.Snapshots;
import java.util.List;
import java.util.Optional;

/** Opens what a database keeps, under the one key that it is bound to, and changes nothing. */
public final class VaultCheck implements Opener {
  private final Binding bound;
  private final Sealing sealing;

  private VaultCheck(Binding bound, MasterKey key) {
    this.bound = bound;
    this.sealing = new Sealing(key);
  }

  /**
   * Finds the master key; empty where the database is not bound to one yet.
   *
   * @throws dev.restauth.store.StoreRefusedException where it is missing, or another
   * @throws dev.restauth.crypto.UnusableMasterKey where it cannot be read
   */
  public static Optional<VaultCheck> of(Storage storage, Snapshots database) {
    return Binding.find(database)
        .map(bound -> new VaultCheck(bound, KeyPlace.of(storage).confirmed(bound)));
  }

  /** Whether the database has moved to another key since, so that nothing said here counts. */
  public boolean isOutdated(Snapshots database) {
    return !Binding.find(database).equals(Optional.of(bound));
  }

  @Override
  public byte[] open(byte[] sealed, String identity) {
    return sealing.open(sealed, identity);
  }

  /** What is wrong with the secret of keyed digests, a line each. */
  public List<String> ofDigests(Snapshots database) {
    try {
      DigestSecret.check(database, this);
      return List.of();
    } catch (SealBroken | IllegalArgumentException e) {
      return List.of("the property digest_key cannot be opened: " + e.getMessage());
    }
  }
}

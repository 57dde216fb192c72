package dev.restauth;

import dev.restauth.adopt.StoredSecrets;
import dev.restauth.config.Storage;
import dev.restauth.crypto.UnusableMasterKey;
import dev.restauth.store.Snapshots;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.token.AdoptedTokenKey;
import dev.restauth.token.SigningKeys;
import dev.restauth.vault.SealedRows;
import dev.restauth.vault.Vault;
import dev.restauth.vault.VaultCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is sealed in the database, of all features. */
final class ServerKeys {
  private static final List<SealedRows> SEALED =
      List.of(SigningKeys::reseal, AdoptedTokenKey::reseal, StoredSecrets::reseal);

  private ServerKeys() {}

  static Vault vault(Storage storage, Store store) {
    return new Vault(storage, store, SEALED);
  }

  /**
   * Whether the master key is the right one and opens every key. Changes nothing, so it neither makes
   * a key nor binds a database to one that no server has used yet.
   *
   * @return what is wrong, a line each
   */
  static List<String> findings(Storage storage, Snapshots database) {
    try {
      Optional<VaultCheck> bound = VaultCheck.of(storage, database);
      if (bound.isEmpty()) {
        return database.<Boolean>reading(tx -> tx.signingKeys().all().isEmpty())
            ? List.of()
            : List.of("the property master_key_id is missing");
      }
      List<String> wrong = new ArrayList<>(SigningKeys.check(database, bound.get()));
      wrong.addAll(AdoptedTokenKey.check(database, bound.get()));
      wrong.addAll(StoredSecrets.check(database, bound.get()));
      wrong.addAll(bound.get().ofDigests(database));
      return wrong.isEmpty() || !bound.get().isOutdated(database)
          ? wrong
          : findings(storage, database);
    } catch (StoreRefusedException | StoreUnavailableException | UnusableMasterKey e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }
}

package dev.restauth;

import dev.restauth.adopt.StoredSecrets;
import dev.restauth.config.Storage;
import dev.restauth.crypto.MasterKey;
import dev.restauth.crypto.Sealing;
import dev.restauth.crypto.UnusableMasterKey;
import dev.restauth.store.Snapshots;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.token.AdoptedTokenKey;
import dev.restauth.token.SigningKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Finds the master key and makes sure that it is the one the database was made with. */
final class ServerKeys {
  private static final String KEY_ID = "master_key_id";
  private static final String CHECK_VALUE = "master_key_check";

  private ServerKeys() {}

  static MasterKey masterKey(Storage storage, Store store) {
    Optional<String> knownId = find(store, KEY_ID);
    MasterKey key = given(storage, knownId);
    if (knownId.isEmpty()) {
      String check = HexFormat.of().formatHex(key.checkValue());
      store.inTransaction(
          tx ->
              tx.properties().setIfAbsent(KEY_ID, key.keyId())
                  + tx.properties().setIfAbsent(CHECK_VALUE, check));
    }
    return confirmed(key, store);
  }

  /**
   * Whether the master key is the right one and opens every key. Changes nothing, so it neither makes
   * a key nor binds a database to one that no server has used yet.
   *
   * @return what is wrong, a line each
   */
  static List<String> findings(Storage storage, Snapshots database) {
    Optional<String> knownId = find(database, KEY_ID);
    if (knownId.isEmpty()) {
      return database.<Boolean>reading(tx -> tx.signingKeys().all().isEmpty())
          ? List.of()
          : List.of("the property " + KEY_ID + " is missing");
    }
    try {
      MasterKey key = confirmed(given(storage, knownId), database);
      Sealing sealing = new Sealing(key);
      List<String> wrong = new ArrayList<>(SigningKeys.check(database, sealing));
      wrong.addAll(AdoptedTokenKey.check(database, sealing));
      wrong.addAll(StoredSecrets.check(database, sealing));
      return wrong;
    } catch (StoreRefusedException | StoreUnavailableException | UnusableMasterKey e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<String> find(Snapshots database, String property) {
    return database.reading(tx -> tx.properties().find(property));
  }

  private static MasterKey given(Storage storage, Optional<String> knownId) {
    return storage
        .masterKey()
        .map(secret -> MasterKey.parse(secret.reveal()))
        .or(() -> storage.masterKeyFile().map(MasterKey::load))
        .orElseGet(() -> inDataFolder(storage.data().resolve("master.key"), knownId));
  }

  private static MasterKey confirmed(MasterKey key, Snapshots database) {
    String id = find(database, KEY_ID).orElse("");
    byte[] check = HexFormat.of().parseHex(find(database, CHECK_VALUE).orElse(""));
    if (!key.matches(id, check)) {
      throw new StoreRefusedException(
          "wrong master key: the database was made with key "
              + id
              + ", this is key "
              + key.keyId()
              + ": give the one it was made with (RESTAUTH_MASTER_KEY or --master-key-file)");
    }
    return key;
  }

  /** A new key could not open what the lost one sealed, and would hide that it is lost. */
  private static MasterKey inDataFolder(Path file, Optional<String> knownId) {
    if (knownId.isPresent() && !Files.exists(file)) {
      throw new StoreRefusedException(
          "the master key is missing: the database was made with key "
              + knownId.get()
              + ", which should be in "
              + file
              + ": put the file back, or name the key with --master-key-file or"
              + " RESTAUTH_MASTER_KEY");
    }
    return MasterKey.loadOrCreate(file);
  }
}

package dev.restauth;

import dev.restauth.config.Storage;
import dev.restauth.crypto.MasterKey;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/** Finds the master key and makes sure that it is the one the database was made with. */
final class ServerKeys {
  private static final String KEY_ID = "master_key_id";
  private static final String CHECK_VALUE = "master_key_check";

  private ServerKeys() {}

  static MasterKey masterKey(Storage storage, Store store) {
    Optional<String> knownId = store.reading(tx -> tx.properties().find(KEY_ID));
    MasterKey key =
        storage
            .masterKey()
            .map(secret -> MasterKey.parse(secret.reveal()))
            .or(() -> storage.masterKeyFile().map(MasterKey::load))
            .orElseGet(() -> inDataFolder(storage.data().resolve("master.key"), knownId));
    String check = HexFormat.of().formatHex(key.checkValue());
    boolean matches =
        store.inTransaction(
            tx ->
                key.matches(
                    tx.properties().setIfAbsent(KEY_ID, key.keyId()),
                    HexFormat.of().parseHex(tx.properties().setIfAbsent(CHECK_VALUE, check))));
    if (!matches) {
      throw new StoreRefusedException(
          "wrong master key: the database was made with key "
              + knownId.orElse("(unknown)")
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

package dev.restauth.vault;

import dev.restauth.crypto.MasterKey;
import dev.restauth.store.StoreRefusedException;
import java.util.List;
import java.util.Optional;

/**
 * The source of the master key. All methods throw {@link dev.restauth.crypto.UnusableMasterKey} if
 * a key cannot be read or written.
 */
sealed interface MasterKeySource permits OperatorKeys, KeyFolder {

  static MasterKeySource of(MasterKeys keys) {
    return keys.given()
        .<MasterKeySource>map(given -> new OperatorKeys(given, keys.previous()))
        .orElseGet(() -> new KeyFolder(keys.folder()));
  }

  /**
   * Returns the available keys, the preferred one first. Changes no file.
   *
   * @throws StoreRefusedException if no key is available
   */
  List<MasterKey> keysFor(KeyBinding bound);

  /**
   * Returns the key for a database that is not bound to a key yet. Creates the key if this source
   * may create keys.
   */
  MasterKey initialKey();

  /** Renames the key files after the program has determined to which key the database is bound. */
  void settle(MasterKey bound);

  /** Returns the key to which the database can change; empty if no other key is available. */
  Optional<MasterKey> next(KeyBinding bound);

  /**
   * Returns the available key to which the database is bound.
   *
   * @throws StoreRefusedException if this key is not available
   */
  default MasterKey requireBoundKey(KeyBinding bound) {
    List<MasterKey> keys = keysFor(bound);
    return bound
        .findIn(keys)
        .orElseThrow(
            () ->
                new StoreRefusedException(
                    "wrong master key: the database was made with key "
                        + bound.keyId()
                        + ", this is key "
                        + keys.getFirst().keyId()
                        + previous(keys)
                        + ": give the one it was made with (RESTAUTH_MASTER_KEY or"
                        + " --master-key-file)"));
  }

  private static String previous(List<MasterKey> keys) {
    return keys.size() > 1 ? ", and the previous one is key " + keys.get(1).keyId() : "";
  }
}

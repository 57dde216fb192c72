package dev.restauth.vault;

import dev.restauth.crypto.MasterKey;
import dev.restauth.store.StoreRefusedException;
import java.util.List;
import java.util.Optional;

/**
 * Where the master key comes from. Methods throw {@link dev.restauth.crypto.UnusableMasterKey} where a
 * key cannot be read or written.
 */
sealed interface MasterKeySource permits OperatorKeys, KeyFolder {

  static MasterKeySource of(MasterKeys keys) {
    return keys.given()
        .<MasterKeySource>map(given -> new OperatorKeys(given, keys.previous()))
        .orElseGet(() -> new KeyFolder(keys.folder()));
  }

  /**
   * The keys that are there, the preferred one first. Changes nothing.
   *
   * @throws StoreRefusedException where there is none
   */
  List<MasterKey> keysFor(KeyBinding bound);

  /** The key for a database that is not bound yet, made where it may be. */
  MasterKey first();

  /** What is to be in place when this process knows which key its database is bound to. */
  void settle(MasterKey bound);

  /** The key that a database can move to from where it is, if there is another. */
  Optional<MasterKey> next(KeyBinding bound);

  /** Makes sure that one of the keys is the right one, and returns it. */
  default MasterKey confirmed(KeyBinding bound) {
    List<MasterKey> keys = keysFor(bound);
    return bound
        .among(keys)
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

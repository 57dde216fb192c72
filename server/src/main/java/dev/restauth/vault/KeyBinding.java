package dev.restauth.vault;

import dev.restauth.crypto.MasterKey;
import dev.restauth.store.Snapshots;
import dev.restauth.store.Transaction;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What a database says of the master key that it is sealed under.
 *
 * @param keyId as {@link MasterKey#keyId}
 * @param check {@link MasterKey#checkValue} in hexadecimal digits
 */
record KeyBinding(String keyId, String check) {
  static final String KEY_ID = "master_key_id";
  private static final String CHECK_VALUE = "master_key_check";

  private static KeyBinding to(MasterKey key) {
    return new KeyBinding(key.keyId(), HexFormat.of().formatHex(key.checkValue()));
  }

  /** Empty where the database is not bound yet. */
  static Optional<KeyBinding> find(Snapshots database) {
    return database.reading(
        tx ->
            tx.properties()
                .find(KEY_ID)
                .map(id -> new KeyBinding(id, tx.properties().find(CHECK_VALUE).orElse(""))));
  }

  /** What is there, which nobody changes until the end of the transaction; bound to {@code key} if new. */
  static KeyBinding holdOrBind(Transaction tx, MasterKey key) {
    KeyBinding wanted = to(key);
    Optional<String> id = tx.properties().hold(KEY_ID);
    if (id.isEmpty()) {
      tx.properties().setIfAbsent(KEY_ID, wanted.keyId);
      id = tx.properties().hold(KEY_ID);
    }
    return new KeyBinding(id.orElseThrow(), tx.properties().setIfAbsent(CHECK_VALUE, wanted.check));
  }

  /** Binds to another key; says whether the database was bound as said here until then. */
  boolean move(Transaction tx, MasterKey key) {
    KeyBinding wanted = to(key);
    return tx.properties().replace(KEY_ID, keyId, wanted.keyId)
        && tx.properties().replace(CHECK_VALUE, check, wanted.check);
  }

  boolean matches(MasterKey key) {
    return key.matches(keyId, HexFormat.of().parseHex(check));
  }

  Optional<MasterKey> among(List<MasterKey> keys) {
    return keys.stream().filter(this::matches).findFirst();
  }
}

package dev.restauth.vault;

import dev.restauth.crypto.MasterKey;
import dev.restauth.store.Snapshots;
import dev.restauth.store.Transaction;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Identifies the master key that encrypts the secrets in a database.
 *
 * @param keyId the id of the key: {@link MasterKey#keyId}
 * @param check the check value of the key: {@link MasterKey#checkValue}, in hexadecimal digits
 */
record KeyBinding(String keyId, String check) {
  static final String KEY_ID = "master_key_id";
  private static final String CHECK_VALUE = "master_key_check";

  private static KeyBinding of(MasterKey key) {
    return new KeyBinding(key.keyId(), HexFormat.of().formatHex(key.checkValue()));
  }

  /** Returns the binding of a database; empty if the database is not bound to a key yet. */
  static Optional<KeyBinding> find(Snapshots database) {
    return database.reading(
        tx ->
            tx.properties()
                .find(KEY_ID)
                .map(id -> new KeyBinding(id, tx.properties().find(CHECK_VALUE).orElse(""))));
  }

  /**
   * Returns the binding, and locks it until the end of the transaction. Binds a new database to
   * {@code key}.
   */
  static KeyBinding lockOrBind(Transaction tx, MasterKey key) {
    KeyBinding wanted = of(key);
    Optional<String> id = tx.properties().findForUpdate(KEY_ID);
    if (id.isEmpty()) {
      tx.properties().setIfAbsent(KEY_ID, wanted.keyId);
      id = tx.properties().findForUpdate(KEY_ID);
    }
    return new KeyBinding(id.orElseThrow(), tx.properties().setIfAbsent(CHECK_VALUE, wanted.check));
  }

  /**
   * Binds the database to another key.
   *
   * @return false if the database no longer has the old binding
   */
  boolean rebind(Transaction tx, MasterKey key) {
    KeyBinding wanted = of(key);
    return tx.properties().replace(KEY_ID, keyId, wanted.keyId)
        && tx.properties().replace(CHECK_VALUE, check, wanted.check);
  }

  boolean matches(MasterKey key) {
    return key.matches(keyId, HexFormat.of().parseHex(check));
  }

  Optional<MasterKey> findIn(List<MasterKey> keys) {
    return keys.stream().filter(this::matches).findFirst();
  }
}

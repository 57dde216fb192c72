package dev.restauth.adopt;

import dev.restauth.crypto.UnsealFailedException;
import dev.restauth.crypto.Unsealer;
import dev.restauth.password.HashSecrets;
import dev.restauth.password.format.SecretMissing;
import dev.restauth.store.Snapshots;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import dev.restauth.vault.SealedRows;
import dev.restauth.vault.Vault;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Secrets that several hashes of a source share, such as a pepper. They are stored encrypted with
 * the master key, so that a copy of the database is not enough to attack the hashes. Thread-safe.
 */
public final class StoredSecrets implements HashSecrets {
  /** The encrypted secrets, for checks and for a change of the master key. */
  public static final SealedRows SEALED =
      new SealedRows(StoredSecrets::reseal, StoredSecrets::check);

  private static final System.Logger LOG = System.getLogger(StoredSecrets.class.getName());
  private static final int NAME_BYTES = 12;

  private final Store store;
  private final Vault vault;
  private final Map<String, byte[]> cache = new ConcurrentHashMap<>();
  private final Set<String> loggedMissing = ConcurrentHashMap.newKeySet();

  /**
   * Creates the secrets, which are read from {@code store}. {@code vault} is not used before a
   * secret is needed.
   */
  public StoredSecrets(Store store, Vault vault) {
    this.store = store;
    this.vault = vault;
  }

  /**
   * Returns the name of a secret. Equal secrets have equal names. A name does not help anyone to
   * guess the secret.
   */
  String nameOf(byte[] secret) {
    byte[] digest = vault.digest("hash-secret-name").of(secret);
    return HexFormat.of().formatHex(digest, 0, NAME_BYTES);
  }

  /** Stores a secret in the transaction, unless it is already stored. */
  void add(Transaction tx, byte[] secret) {
    String name = nameOf(secret);
    new HashSecretRows(tx).add(name, vault.sealing(tx).seal(secret, identity(name)));
  }

  /** Encrypts all secrets again, and returns their number. */
  private static int reseal(Transaction tx, SealedRows.Resealer resealer) {
    Map<String, byte[]> secrets = new HashSecretRows(tx).all();
    secrets.forEach(
        (name, before) ->
            new HashSecretRows(tx).reseal(name, resealer.reseal(before, identity(name))));
    return secrets.size();
  }

  @Override
  public byte[] find(String name) {
    try {
      return cache.computeIfAbsent(name, this::open).clone();
    } catch (SecretMissing e) {
      if (loggedMissing.add(name)) { // logged only once, since any client can cause this
        LOG.log(
            Level.ERROR,
            "users whose password hash needs a missing secret cannot log in: {0}",
            e.getMessage());
      }
      throw e;
    }
  }

  private byte[] open(String name) {
    byte[] sealed =
        Optional.ofNullable(
                store.<Map<String, byte[]>>reading(tx -> new HashSecretRows(tx).all()).get(name))
            .orElseThrow(() -> new SecretMissing("the database lacks the hash secret " + name));
    return open(name, sealed, vault);
  }

  private static byte[] open(String name, byte[] sealed, Unsealer opener) {
    try {
      return opener.open(sealed, identity(name));
    } catch (UnsealFailedException e) {
      throw new SecretMissing("the hash secret " + name + " cannot be opened: " + e.getMessage());
    }
  }

  /**
   * Tries to decrypt every secret.
   *
   * @return the problems, one line each
   */
  private static List<String> check(Snapshots database, Unsealer opener) {
    List<String> wrong = new ArrayList<>();
    Map<String, byte[]> secrets = database.reading(tx -> new HashSecretRows(tx).all());
    secrets.forEach(
        (name, secret) -> {
          try {
            open(name, secret, opener);
          } catch (SecretMissing e) {
            wrong.add(String.valueOf(e.getMessage()));
          }
        });
    return wrong;
  }

  private static String identity(String name) {
    return "hash_secret/" + name;
  }
}

package dev.restauth.oauth.client;

import dev.restauth.crypto.SecretText;
import dev.restauth.crypto.Sha256;
import dev.restauth.event.Actor;
import dev.restauth.event.EventType;
import dev.restauth.oauth.client.ClientRows.SecretRow;
import dev.restauth.oauth.client.RegistryOutcome.Done;
import dev.restauth.oauth.client.RegistryOutcome.Refused;
import dev.restauth.store.Transaction;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Adds and removes secrets of clients. A client may have two secrets, so that a new secret can
 * replace the old one while both are valid. Thread-safe.
 */
record ClientSecrets(ClientRegistry registry) {
  /** The maximum number of a client's secrets: the present secret and its replacement. */
  static final int AT_MOST = 2;

  private static final int ID_BYTES = 8;

  /**
   * Returns the id of a secret, which is the beginning of its digest. The id reveals nothing about
   * the secret.
   */
  static String idOf(byte[] digest) {
    return HexFormat.of().formatHex(digest, 0, ID_BYTES);
  }

  /**
   * Adds a secret.
   *
   * @param replacing whether the new secret replaces the oldest secret if the client already has
   *     two
   */
  RegistryOutcome add(String id, boolean replacing, Actor by) {
    String secret = SecretText.CLIENT_SECRET.next();
    return registry.changing(
        id, by, _ -> true, tx -> client -> add(tx, client, secret, replacing, by));
  }

  private RegistryOutcome add(
      Transaction tx, RegisteredClient client, String secret, boolean replacing, Actor by) {
    if (client.configured()) {
      return Refused.CONFIGURED;
    }
    if (!client.metadata().hasSecret()) {
      return Refused.HAS_NO_SECRETS;
    }
    ClientRows rows = new ClientRows(tx);
    List<SecretRow> present = rows.secrets(client.id());
    if (present.size() >= AT_MOST) {
      if (!replacing) {
        return Refused.TOO_MANY_SECRETS;
      }
      rows.removeSecret(client, present.getFirst().digest());
      registry.record(tx, EventType.CLIENT_SECRET_REMOVED, client.id(), by);
    }
    rows.addSecret(client, Sha256.of(secret), tx.now());
    registry.record(tx, EventType.CLIENT_SECRET_ADDED, client.id(), by);
    return new Done(ClientRegistry.shown(tx, client), Optional.of(secret));
  }

  /** Removes a secret, by its id. The client can no longer authenticate with this secret. */
  RegistryOutcome remove(String id, String secretId, Actor by) {
    return registry.changing(
        id,
        by,
        _ -> true,
        tx ->
            client -> {
              if (client.configured()) {
                return Refused.CONFIGURED;
              }
              ClientRows rows = new ClientRows(tx);
              List<SecretRow> found =
                  rows.secrets(id).stream()
                      .filter(row -> idOf(row.digest()).equals(secretId))
                      .toList();
              if (found.isEmpty()) {
                return Refused.UNKNOWN;
              }
              found.forEach(row -> rows.removeSecret(client, row.digest()));
              registry.record(tx, EventType.CLIENT_SECRET_REMOVED, id, by);
              return new Done(ClientRegistry.shown(tx, client), Optional.empty());
            });
  }
}

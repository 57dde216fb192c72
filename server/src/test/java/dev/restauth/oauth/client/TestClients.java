package dev.restauth.oauth.client;

import dev.restauth.TestServer;
import dev.restauth.crypto.SecretText;
import dev.restauth.crypto.Sha256;
import dev.restauth.json.JsonBounds;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonReader;

/** Clients that are added to a running server, for tests of client behavior. */
public record TestClients(TestServer server) {
  /**
   * Adds an active client, whose name is its id.
   *
   * @param metadata the JSON members as in {@code POST /api/admin/clients}, without {@code
   *     client_id} and {@code client_name}, and with single instead of double quotation marks
   * @return the client's secret; an empty string if this kind of client has none
   */
  public String add(String id, String metadata) {
    ClientMetadata checked =
        ClientMetadata.read(
            (JsonObject) new JsonReader(JsonBounds.USUAL).read(metadata.replace('\'', '"')));
    String secret = checked.hasSecret() ? SecretText.CLIENT_SECRET.next() : "";
    var _ =
        server
            .notifyingStore()
            .inTransaction(
                tx -> {
                  RegisteredClient client =
                      new RegisteredClient(id, id, false, true, checked, 0, tx.now(), tx.now());
                  boolean added = new ClientRows(tx).add(client);
                  if (checked.hasSecret()) {
                    added &= new ClientRows(tx).addSecret(client, Sha256.of(secret), tx.now());
                  }
                  return added;
                });
    return secret;
  }

  /** Adds a public client with one redirect URI. */
  public void addPublic(String id, String redirectUri) {
    var _ =
        add(
            id,
            "{'token_endpoint_auth_method':'none','redirect_uris':['%s']}".formatted(redirectUri));
  }

  /**
   * Adds a client that authenticates with {@code client_secret_basic} and has one redirect URI.
   * Returns the client's secret.
   */
  public String addConfidential(String id, String redirectUri) {
    return add(id, "{'redirect_uris':['%s']}".formatted(redirectUri));
  }

  /** Replaces a client's metadata, which is written as for {@link #add}. */
  public void change(String id, String metadata) {
    ClientMetadata changed =
        ClientMetadata.read(
            (JsonObject) new JsonReader(JsonBounds.USUAL).read(metadata.replace('\'', '"')));
    var _ =
        server
            .notifyingStore()
            .inTransaction(
                tx -> {
                  ClientRows rows = new ClientRows(tx);
                  RegisteredClient now = rows.lock(id).orElseThrow();
                  rows.replace(
                      new RegisteredClient(
                          id,
                          now.name(),
                          now.configured(),
                          now.active(),
                          changed,
                          now.generation(),
                          now.createdAt(),
                          tx.now()));
                  return true;
                });
  }

  /** Disables a client. */
  public void remove(String id) {
    var _ =
        server
            .notifyingStore()
            .inTransaction(
                tx -> {
                  tx.sql().change("UPDATE client SET state = 'disabled' WHERE id = ?", id);
                  tx.announce(new ClientChanged(id, 0).change());
                  return true;
                });
  }
}

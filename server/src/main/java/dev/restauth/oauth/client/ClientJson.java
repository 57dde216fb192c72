package dev.restauth.oauth.client;

import dev.restauth.json.JsonWriter;
import dev.restauth.oauth.client.ClientRegistry.Shown;
import dev.restauth.oauth.client.ClientRegistry.ShownSecret;

/** Writes clients as JSON. */
final class ClientJson {
  static final String STATE = "state";

  private ClientJson() {}

  /** Writes a client as members of a JSON object, without its secrets. */
  static void write(JsonWriter json, Shown shown) {
    RegisteredClient client = shown.client();
    json.text(ConfiguredClient.ID, client.id());
    json.text(ConfiguredClient.NAME, client.name());
    json.text(STATE, client.state());
    json.text("source", client.source());
    json.text("created_at", client.createdAt().toString());
    json.text("updated_at", client.updatedAt().toString());
    client.metadata().members().members().forEach(json::member);
    json.array(
        "secrets",
        array -> shown.secrets().forEach(secret -> array.object(one -> write(one, secret))));
  }

  static void write(JsonWriter json, ShownSecret secret) {
    json.text("id", secret.id());
    json.text("created_at", secret.createdAt().toString());
  }
}

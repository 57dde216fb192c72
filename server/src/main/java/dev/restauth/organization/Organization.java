package dev.restauth.organization;

import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonWriter;
import java.time.Instant;

/**
 * An organisation.
 *
 * @param id the id, 22 characters
 * @param name the name to show to people, which need not be unique
 * @param slug a unique short name, for URLs
 * @param attributes a JSON object, which the organisation's owners and administrators can change
 * @param createdAt the time of creation, in microseconds
 */
record Organization(String id, String name, String slug, JsonObject attributes, Instant createdAt) {
  /** Writes the organisation's data as members of a JSON object. */
  void write(JsonWriter json) {
    json.text("id", id);
    json.text("name", name);
    json.text("slug", slug);
    json.member("attributes", attributes);
    json.text("created_at", createdAt.toString());
  }
}

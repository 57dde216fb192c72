package dev.restauth.personalkey;

import dev.restauth.json.JsonWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * A personal key without its secret.
 *
 * @param id the id, 22 characters; it is also the session id of the key's tokens
 * @param name the name that the creator chose, 1 to 64 characters; not unique
 * @param start the beginning of the key, by which its owner recognises it
 * @param scope the names of the scopes, separated by spaces
 * @param organization the id of the organisation in which the key acts
 * @param lastUsedAt the time of the last use; the stored time may be a few minutes behind. Empty if
 *     the key was never used
 */
public record PersonalKey(
    String id,
    long accountId,
    String name,
    String start,
    String scope,
    Optional<String> organization,
    Instant createdAt,
    Instant endsAt,
    Optional<Instant> lastUsedAt) {

  /** Returns the names of the scopes. */
  List<String> scopes() {
    return List.of(scope.split(" ", -1));
  }

  /** Writes the key as members of a JSON object. */
  void write(JsonWriter json) {
    json.text("id", id);
    json.text("name", name);
    json.text("start", start);
    json.texts("scopes", scopes());
    json.text("organization", organization);
    json.text("created_at", time(createdAt));
    json.text("expires_at", time(endsAt));
    json.text("last_used_at", lastUsedAt.map(PersonalKey::time));
  }

  /** Formats a time as in RFC 3339, in UTC and whole seconds. */
  private static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}

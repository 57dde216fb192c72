package dev.restauth.adopt.source;

import dev.restauth.json.JsonWalk;
import dev.restauth.password.format.KeycloakCredential;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The credentials of a Keycloak user. A password is in {@code secretData} and {@code credentialData},
 * which are JSON inside strings. Before Keycloak 8, it is in fields of the credential itself.
 */
final class KeycloakCredentials {
  private static final Set<String> WANTED =
      Set.of(
          "algorithm",
          "credentialData",
          "hashIterations",
          "hashedSaltedValue",
          "salt",
          "secretData",
          "type");

  private Optional<Map<String, String>> password = Optional.empty();

  /** Reads one credential. The first password is used. */
  void read(JsonWalk json) {
    Map<String, String> found = new HashMap<>();
    json.fields(
        name -> {
          if (WANTED.contains(name)) {
            json.text().ifPresent(text -> found.put(name, text));
          }
        });
    if (password.isEmpty() && "password".equals(found.get("type"))) {
      password = Optional.of(found);
    }
  }

  /** Sets the entry's hash, or the reason why it is refused. */
  void applyTo(Entry entry) {
    password.ifPresent(fields -> apply(entry, fields));
  }

  private static void apply(Entry entry, Map<String, String> fields) {
    if (fields.containsKey("secretData")) {
      hash(
          entry,
          KeycloakCredential.text(
              fields.getOrDefault("secretData", ""), fields.getOrDefault("credentialData", "")));
    } else if (fields.containsKey("hashedSaltedValue")) {
      String algorithm = fields.getOrDefault("algorithm", "pbkdf2");
      hash(
          entry,
          HashTexts.pbkdf2(
              algorithm.equals("pbkdf2") ? "sha1" : algorithm.replace("pbkdf2-", ""),
              fields.getOrDefault("hashIterations", ""),
              fields.getOrDefault("salt", ""),
              fields.getOrDefault("hashedSaltedValue", "")));
    } else {
      entry.flaw("its password is in plain text");
    }
  }

  private static void hash(Entry entry, Optional<String> text) {
    if (text.isEmpty()) {
      entry.flaw("its password hash is malformed, or its algorithm is not supported");
    }
    entry.hash(text);
  }
}

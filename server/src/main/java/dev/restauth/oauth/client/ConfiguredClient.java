package dev.restauth.oauth.client;

import dev.restauth.config.Environment;
import dev.restauth.config.Quoting;
import dev.restauth.crypto.Sha256;
import dev.restauth.http.VisibleText;
import dev.restauth.json.JsonBounds;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonReader;
import dev.restauth.json.JsonValue;
import dev.restauth.json.MalformedJson;
import dev.restauth.token.TokenProfile;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A client in the configuration file.
 *
 * @param digests the digests of the client's secrets
 */
@SuppressWarnings("ArrayRecordComponent") // not compared
record ConfiguredClient(String id, String name, ClientMetadata metadata, List<byte[]> digests) {
  private static final JsonReader READER = new JsonReader(JsonBounds.USUAL);

  static final String ID = "client_id";
  static final String NAME = "client_name";
  private static final String SECRET_FILE = "secret_file";
  private static final String SECRET_DIGEST = "secret_digest";

  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  /** The form of a secret in a file. A secret with so many random characters cannot be guessed. */
  private static final Pattern SECRET = Pattern.compile("[\\x21-\\x7e]{32,512}");

  /** Returns a text without the digests. */
  @Override
  public String toString() {
    return "ConfiguredClient[id=" + id + "]";
  }

  /**
   * Parses a JSON object, or an array of JSON objects.
   *
   * @throws IllegalArgumentException if the text is invalid; the message is for the operator
   */
  static List<ConfiguredClient> read(String text, Environment machine) {
    JsonValue value;
    try {
      value = READER.read(text);
    } catch (MalformedJson e) {
      throw new IllegalArgumentException("expected a JSON array of objects", e);
    }
    List<JsonValue> items =
        value instanceof JsonValue.Array(List<JsonValue> all) ? all : List.of(value);
    List<ConfiguredClient> clients = new ArrayList<>();
    for (JsonValue item : items) {
      if (!(item instanceof JsonObject object)) {
        throw new IllegalArgumentException("expected a JSON array of objects");
      }
      clients.add(read(object, machine));
    }
    return clients;
  }

  private static ConfiguredClient read(JsonObject object, Environment machine) {
    Map<String, JsonValue> given = underscored(object);
    String id = "";
    try {
      id = id(given);
      MetadataMembers members = new MetadataMembers(new JsonObject(given));
      String name =
          VisibleText.label(members.text(NAME).orElse(id), RegisteredClient.NAME_AT_MOST)
              .orElseThrow(() -> new InvalidMetadata(NAME, "has 1 to 100 visible characters"));
      List<byte[]> digests = digests(members, machine);
      List.of(ID, NAME, SECRET_FILE, SECRET_DIGEST).forEach(given::remove);
      ClientMetadata metadata = ClientMetadata.read(new JsonObject(given));
      requireSecrets(metadata, digests);
      return new ConfiguredClient(id, name, metadata, digests);
    } catch (InvalidMetadata e) {
      throw new IllegalArgumentException(
          (id.isEmpty() ? "" : "client \"" + id + "\": ")
              + e.member().replace('_', '-')
              + " "
              + e.rule(),
          e);
    }
  }

  /**
   * Converts names with dashes, as usual in the file, to names with underscores, as in the
   * standards. The file may use both forms.
   */
  private static Map<String, JsonValue> underscored(JsonObject object) {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    object
        .members()
        .forEach(
            (name, value) -> {
              if (members.put(name.replace('-', '_'), value) != null) {
                throw new IllegalArgumentException(Quoting.quoted(name) + " is given twice");
              }
            });
    return members;
  }

  private static String id(Map<String, JsonValue> given) {
    String id = new MetadataMembers(new JsonObject(given)).text(ID).orElse("");
    if (!RegisteredClient.isId(id) || RegisteredClient.isReserved(id)) {
      throw new InvalidMetadata(
          ID,
          "is needed; it " + RegisteredClient.ID_RULE + ", and is not " + TokenProfile.CLIENT_ID);
    }
    return id;
  }

  private static List<byte[]> digests(MetadataMembers members, Environment machine) {
    List<byte[]> digests = new ArrayList<>();
    for (String file : oneOrMore(members, SECRET_FILE)) {
      digests.add(Sha256.of(secret(file, machine)));
    }
    for (String digest : oneOrMore(members, SECRET_DIGEST)) {
      if (!DIGEST.matcher(digest).matches()) {
        throw new InvalidMetadata(
            SECRET_DIGEST,
            "must be the SHA-256 of the secret: 64 hexadecimal digits in lower case");
      }
      digests.add(HexFormat.of().parseHex(digest));
    }
    return digests;
  }

  private static List<String> oneOrMore(MetadataMembers members, String name) {
    return members.object().member(name).filter(JsonValue.Text.class::isInstance).isPresent()
        ? List.of(members.text(name).orElseThrow())
        : members.texts(name).orElse(List.of());
  }

  private static String secret(String file, Environment machine) {
    String secret;
    try {
      secret = machine.firstLine(file).strip();
    } catch (IllegalArgumentException e) {
      throw new InvalidMetadata(
          SECRET_FILE, Optional.ofNullable(e.getMessage()).orElse("is refused"));
    }
    if (!SECRET.matcher(secret).matches()) {
      throw new InvalidMetadata(
          SECRET_FILE,
          "must have one line of 32 to 512 visible ASCII characters, chosen at random");
    }
    return secret;
  }

  private static void requireSecrets(ClientMetadata metadata, List<byte[]> digests) {
    if (metadata.hasSecret() && (digests.isEmpty() || digests.size() > ClientSecrets.AT_MOST)) {
      throw new InvalidMetadata(
          SECRET_FILE,
          "or secret-digest is needed, once or twice, because the client authenticates by "
              + metadata.authentication().text());
    }
    if (!metadata.hasSecret() && !digests.isEmpty()) {
      throw new InvalidMetadata(
          SECRET_FILE,
          "and secret-digest are not for a client that authenticates by "
              + metadata.authentication().text());
    }
  }
}

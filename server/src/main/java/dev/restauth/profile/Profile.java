package dev.restauth.profile;

import dev.restauth.json.JsonBounds;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonReader;
import dev.restauth.json.JsonValue;
import dev.restauth.json.JsonWriter;
import dev.restauth.store.Transaction;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A profile as it is stored: the members that the owner has set. Immutable.
 *
 * @param members the members, by name
 */
record Profile(JsonObject members) {
  static final String DISPLAY_NAME = "display_name";
  static final String LOCALE = "locale";
  static final String ATTRIBUTES = "attributes";
  static final String PHONE_NUMBER = "phone_number";

  private static final JsonObject NONE = new JsonObject(Map.of());
  private static final JsonReader READER = new JsonReader(JsonBounds.USUAL);

  /** Reads the profile of an account. The result has no members if the account has no profile. */
  static Profile find(Transaction tx, long accountId) {
    return read(new ProfileRows(tx).find(accountId));
  }

  /** Parses a stored text. */
  static Profile read(Optional<String> stored) {
    return new Profile(stored.map(READER::read).map(value -> (JsonObject) value).orElse(NONE));
  }

  /** Returns a member that is a string; empty if there is none. */
  Optional<String> text(String name) {
    return members.member(name).map(value -> ((JsonValue.Text) value).value());
  }

  /**
   * Returns the profile with a new value for a member, or without the member if {@code value} is
   * empty.
   */
  Profile with(String name, Optional<JsonValue> value) {
    Map<String, JsonValue> all = new LinkedHashMap<>(members.members());
    all.remove(name);
    value.ifPresent(each -> all.put(name, each));
    return new Profile(new JsonObject(all));
  }

  /** Returns the text to store. */
  String text() {
    return JsonWriter.text(json -> members.members().forEach(json::member));
  }

  /**
   * Writes the members as the owner sees them. Standard claims that the owner has not set are left
   * out, as is usual for identity providers.
   */
  void write(JsonWriter json) {
    for (String name : new String[] {DISPLAY_NAME, LOCALE}) {
      json.member(name, members.member(name).orElseGet(JsonValue.Null::new));
    }
    json.member(ATTRIBUTES, members.member(ATTRIBUTES).orElse(NONE));
    ProfileMember.CLAIMS.forEach(
        name -> members.member(name).ifPresent(value -> json.member(name, value)));
    if (members.member(PHONE_NUMBER).isPresent()) {
      json.flag("phone_number_verified", false); // the server sends no messages to this number
    }
  }

  /** Returns only the names of the members. */
  @Override
  public String toString() {
    return "Profile" + members.names();
  }
}

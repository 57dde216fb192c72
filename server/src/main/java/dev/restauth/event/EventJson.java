package dev.restauth.event;

import dev.restauth.json.JsonBounds;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonReader;
import dev.restauth.json.JsonValue;
import dev.restauth.json.JsonWriter;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Events as JSON objects. */
final class EventJson {
  private static final String ACCOUNT = "account:";

  /** The actor that an event shows to the account's owner if an administrator caused the event. */
  private static final Optional<String> OTHERS = Optional.of("administrator");

  private static final JsonReader READER = new JsonReader(JsonBounds.USUAL);

  private EventJson() {}

  /**
   * Writes an event for the owner of its account: without its number, and without personal data of
   * operators, administrators and members of an organisation.
   */
  static void writeToOwner(JsonWriter json, NumberedEvent event) {
    boolean byAnother =
        event.actor().filter(actor -> actor.startsWith(ACCOUNT)).isPresent()
            && !event.actor().equals(event.account().map(id -> ACCOUNT + id));
    JsonObject members = object(event.members());
    Optional<String> kind =
        members.member(EventMember.ACTOR_KIND.text()).flatMap(EventJson::text).or(() -> OTHERS);
    json.text("id", event.id());
    writeCommon(json, event, byAnother ? kind : event.actor(), without(members));
    EventType.named(event.type())
        .filter(type -> type.isPersonal(EventMember.REASON))
        .flatMap(_ -> event.personal())
        .flatMap(text -> object(text).member(EventMember.REASON.text()))
        .ifPresent(reason -> json.member(EventMember.REASON.text(), reason));
    event
        .personal()
        .filter(_ -> !byAnother)
        .flatMap(text -> object(text).member(EventMember.NETWORK.text()))
        .ifPresent(network -> json.member(EventMember.NETWORK.text(), network));
  }

  private static Optional<String> text(JsonValue value) {
    return value instanceof JsonValue.Text(String text) ? Optional.of(text) : Optional.empty();
  }

  private static JsonObject without(JsonObject members) {
    Map<String, JsonValue> others = new LinkedHashMap<>(members.members());
    others.remove(EventMember.ACTOR_KIND.text());
    return new JsonObject(others);
  }

  /** Writes an event with all its members, for administrators. */
  static void writeAll(JsonWriter json, NumberedEvent event) {
    json.number("number", event.number());
    json.text("id", event.id());
    writeCommon(json, event, event.actor(), object(event.members()));
    event.personal().ifPresent(text -> json.raw("personal", text));
    event.salt().ifPresent(salt -> json.text("salt", HexFormat.of().formatHex(salt)));
    event
        .commitment()
        .ifPresent(digest -> json.text("commitment", HexFormat.of().formatHex(digest)));
  }

  private static void writeCommon(
      JsonWriter json, NumberedEvent event, Optional<String> actor, JsonObject members) {
    json.text("type", event.type());
    json.text("time", event.at().truncatedTo(ChronoUnit.MILLIS).toString());
    event.account().ifPresent(id -> json.number(EventMember.ACCOUNT.text(), id));
    actor.ifPresent(by -> json.text(EventMember.ACTOR.text(), by));
    json.text(EventMember.OUTCOME.text(), event.outcome());
    event.object().ifPresent(id -> json.text(EventType.objectOf(event.type()).text(), id));
    members.members().forEach(json::member);
    event.request().ifPresent(id -> json.text(EventMember.REQUEST.text(), id));
  }

  private static JsonObject object(String text) {
    return READER.read(text) instanceof JsonObject object ? object : new JsonObject(Map.of());
  }
}

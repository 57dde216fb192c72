package dev.restauth.feed;

import dev.restauth.json.JsonWriter;
import dev.restauth.role.RightsRows.ChangedRights;
import dev.restauth.role.RightsRows.ChangedRole;
import dev.restauth.role.RoleChanged;
import dev.restauth.store.ChangeStore.Position;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Encodes events as server-sent events (WHATWG HTML, section 9.2). The data of an event are a JSON
 * object on one line. docs/revocations.md describes the events.
 */
final class FeedEncoder {
  private static final String AFTER = "{\"after\":";

  private FeedEncoder() {}

  static Event session(Position at, String sessionId, Instant until) {
    return event(
        "session",
        at,
        json -> {
          json.text("sid", sessionId);
          json.number("until", seconds(until));
        });
  }

  /**
   * Encodes the revocation of tokens of earlier generations.
   *
   * @param sub the id of an account, or of a client that acts for itself
   */
  static Event account(Position at, String sub, long generation, Instant until) {
    return event(
        "account",
        at,
        json -> {
          json.text("sub", sub);
          json.number("generation", generation);
          json.number("until", seconds(until));
        });
  }

  static Event rights(Position at, long accountId, long number, Instant until) {
    return event(
        "rights",
        at,
        json -> {
          json.text("sub", Long.toString(accountId));
          json.number("rights", number);
          json.number("until", seconds(until));
        });
  }

  static Event role(Position at, RoleChanged changed, Instant until) {
    return event(
        "role",
        at,
        json -> {
          json.text("role", changed.role());
          json.texts("scopes", changed.scopes().stream().sorted().toList());
          json.number("rights", changed.number());
          json.number("until", seconds(until));
        });
  }

  static Event keys(Position at, List<String> jwks) {
    return event("keys", at, json -> writeKeys(json, jwks));
  }

  /**
   * Encodes a heartbeat. The age of this server's state is rounded up, and the time since the
   * subscriber's request is rounded down. No subscriber thus believes its state to be fresher than
   * it is.
   */
  static byte[] heartbeat(Position at, long after, long ageNanos, long sinceNanos) {
    return bytes(
        name("heartbeat", at)
            + AFTER
            + after
            + ",\"age\":"
            + BigDecimal.valueOf(ageNanos, 9).setScale(2, RoundingMode.CEILING)
            + ",\"since\":"
            + BigDecimal.valueOf(sinceNanos, 9).setScale(2, RoundingMode.FLOOR)
            + "}\n\n");
  }

  static byte[] resumed(long after) {
    return bytes(name("resumed") + AFTER + after + "}\n\n");
  }

  static byte[] snapshot(long sessions, long accounts) {
    return withoutId(
        "snapshot",
        json -> {
          json.number("sessions", sessions);
          json.number("accounts", accounts);
        });
  }

  /** Encodes the first piece of a snapshot for subscribers that requested changed rights. */
  static byte[] snapshot(long sessions, long accounts, long rights, long roles) {
    return withoutId(
        "snapshot",
        json -> {
          json.number("sessions", sessions);
          json.number("accounts", accounts);
          json.number("rights", rights);
          json.number("roles", roles);
        });
  }

  static byte[] sessions(List<Map.Entry<String, Instant>> sessions) {
    return withoutId(
        "sessions",
        json ->
            json.array(
                "sessions",
                array ->
                    sessions.forEach(
                        each ->
                            array.array(
                                pair -> pair.item(each.getKey()).item(seconds(each.getValue()))))));
  }

  static byte[] accounts(List<RevokedSubject> accounts) {
    return withoutId(
        "accounts",
        json ->
            json.array(
                "accounts",
                array ->
                    accounts.forEach(
                        each ->
                            array.array(
                                triple ->
                                    triple
                                        .item(each.sub())
                                        .item(each.before())
                                        .item(seconds(each.tokensUntil()))))));
  }

  static byte[] rights(List<ChangedRights> rights) {
    return withoutId(
        "rights",
        json ->
            json.array(
                "rights",
                array ->
                    rights.forEach(
                        each ->
                            array.array(
                                triple ->
                                    triple
                                        .item(Long.toString(each.accountId()))
                                        .item(each.number())
                                        .item(seconds(each.tokensUntil()))))));
  }

  static byte[] roles(List<ChangedRole> roles) {
    return withoutId(
        "roles",
        json ->
            json.array(
                "roles",
                array ->
                    roles.forEach(
                        each ->
                            array.array(
                                row ->
                                    row.item(each.role())
                                        .array(
                                            scopes ->
                                                each.scopes().stream()
                                                    .sorted()
                                                    .forEach(scopes::item))
                                        .item(each.number())
                                        .item(seconds(each.tokensUntil()))))));
  }

  static byte[] keys(List<String> jwks) {
    return withoutId("keys", json -> writeKeys(json, jwks));
  }

  static byte[] current(Position at, String issuer, String audience) {
    return bytes(
        name("current", at)
            + "{"
            + members(
                json -> {
                  json.text("issuer", issuer);
                  json.text("audience", audience);
                })
            + "\n\n");
  }

  private static void writeKeys(JsonWriter json, List<String> jwks) {
    json.array("keys", array -> jwks.forEach(array::rawItem));
  }

  /**
   * Returns the time in seconds, rounded up. Otherwise a subscriber could drop a revocation before
   * the revoked tokens have expired.
   */
  private static long seconds(Instant until) {
    return until.plusNanos(999_999_999).getEpochSecond();
  }

  private static String name(String event) {
    return "event: " + event + "\ndata: ";
  }

  private static String name(String event, Position at) {
    return "event: " + event + "\nid: " + at.epoch() + "-" + at.number() + "\ndata: ";
  }

  private static Event event(String name, Position at, Consumer<JsonWriter> members) {
    return new Event(
        at.number(), bytes(name(name, at) + AFTER), bytes("," + members(members) + "\n\n"));
  }

  private static byte[] withoutId(String name, Consumer<JsonWriter> members) {
    return bytes(name(name) + "{" + members(members) + "\n\n");
  }

  /** Returns a JSON object without its opening brace. */
  private static String members(Consumer<JsonWriter> members) {
    return JsonWriter.text(members).substring(1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

package dev.restauth.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.restauth.json.JsonFactories;
import dev.restauth.session.RevocationRows.RevokedGenerations;
import dev.restauth.store.ChangeStore.Position;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How each event is written: server-sent events (WHATWG HTML, section 9.2) whose data are JSON objects in
 * one line. docs/revocations.md describes them.
 */
final class FeedEncoder {
  private static final JsonFactory JSON = JsonFactories.plain();
  private static final String AFTER = "{\"after\":";

  private FeedEncoder() {}

  /** The members of an object, without its braces. */
  private interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  static Event session(Position at, String sessionId, Instant until) {
    return event(
        "session",
        at,
        json -> {
          json.writeStringField("sid", sessionId);
          json.writeNumberField("until", seconds(until));
        });
  }

  static Event account(Position at, long accountId, long generation, Instant until) {
    return event(
        "account",
        at,
        json -> {
          json.writeStringField("sub", Long.toString(accountId));
          json.writeNumberField("generation", generation);
          json.writeNumberField("until", seconds(until));
        });
  }

  static Event keys(Position at, List<String> jwks) {
    return event("keys", at, json -> writeKeys(json, jwks));
  }

  /**
   * The age is rounded up and the time since the subscriber asked down: nobody is to think that she
   * knows more.
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
    return whole(
        "snapshot",
        json -> {
          json.writeNumberField("sessions", sessions);
          json.writeNumberField("accounts", accounts);
        });
  }

  static byte[] sessions(List<Map.Entry<String, Instant>> sessions) {
    return whole(
        "sessions",
        json -> {
          json.writeArrayFieldStart("sessions");
          for (Map.Entry<String, Instant> session : sessions) {
            json.writeStartArray();
            json.writeString(session.getKey());
            json.writeNumber(seconds(session.getValue()));
            json.writeEndArray();
          }
          json.writeEndArray();
        });
  }

  static byte[] accounts(List<RevokedGenerations> accounts) {
    return whole(
        "accounts",
        json -> {
          json.writeArrayFieldStart("accounts");
          for (RevokedGenerations account : accounts) {
            json.writeStartArray();
            json.writeString(Long.toString(account.accountId()));
            json.writeNumber(account.before());
            json.writeNumber(seconds(account.tokensUntil()));
            json.writeEndArray();
          }
          json.writeEndArray();
        });
  }

  static byte[] keys(List<String> jwks) {
    return whole("keys", json -> writeKeys(json, jwks));
  }

  static byte[] current(Position at, String issuer, String audience) {
    return bytes(
        name("current", at)
            + "{"
            + members(
                json -> {
                  json.writeStringField("issuer", issuer);
                  json.writeStringField("audience", audience);
                })
            + "\n\n");
  }

  private static void writeKeys(JsonGenerator json, List<String> jwks) throws IOException {
    json.writeArrayFieldStart("keys");
    for (String jwk : jwks) {
      json.writeRawValue(jwk);
    }
    json.writeEndArray();
  }

  /** Rounded up: a second too early a token could count again. */
  private static long seconds(Instant until) {
    return until.plusNanos(999_999_999).getEpochSecond();
  }

  private static String name(String event) {
    return "event: " + event + "\ndata: ";
  }

  private static String name(String event, Position at) {
    return "event: " + event + "\nid: " + at.epoch() + "-" + at.number() + "\ndata: ";
  }

  private static Event event(String name, Position at, Members members) {
    return new Event(
        at.number(), bytes(name(name, at) + AFTER), bytes("," + members(members) + "\n\n"));
  }

  private static byte[] whole(String name, Members members) {
    return bytes(name(name) + "{" + members(members) + "\n\n");
  }

  /** With the closing brace, without the opening one. */
  private static String members(Members members) {
    StringWriter text = new StringWriter(256);
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString().substring(1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

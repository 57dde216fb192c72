package dev.restauth.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

/** Structured log events as text and as JSON, with harmless and hostile values. */
class LogFieldsTest {
  private static final String FORGED =
      "a\"\r\n2026-11-25T01:02:03.456Z INFO  event event=user.closed\u2028\u202e\\ x=y";

  private static LogRecord event(String name, String value) {
    SequencedMap<String, Object> values = new LinkedHashMap<>();
    values.put("event", name);
    values.put("account", 7L);
    values.put("actor", value);
    LogRecord event = new LogRecord(Level.INFO, LogFields.MESSAGE);
    event.setLoggerName(Logging.SECURITY_EVENTS);
    event.setParameters(new Object[] {new LogFields(name, values)});
    return event;
  }

  private static String line(LogFormat format, LogRecord event) {
    return LineFormat.of(format, LogLevel.INFO).line(event, event.getLevel());
  }

  @Test
  void textHasKeysAndValues() {
    assertThat(line(LogFormat.TEXT, event("user.disabled", "unix:root")))
        .endsWith(" INFO  event event=user.disabled account=7 actor=unix:root");
  }

  @Test
  void jsonHasMembers() throws Exception {
    JsonNode json =
        new ObjectMapper().readTree(line(LogFormat.JSON, event("user.disabled", "unix:root")));
    assertThat(json.properties().stream().map(Map.Entry::getKey))
        .containsExactly("time", "level", "logger", "message", "event", "account", "actor");
    assertThat(json.get("logger").asText()).isEqualTo("dev.restauth.event");
    assertThat(json.get("message").asText()).isEqualTo("user.disabled");
    assertThat(json.get("event").asText()).isEqualTo("user.disabled");
    assertThat(json.get("account").isIntegralNumber()).isTrue();
    assertThat(json.get("actor").asText()).isEqualTo("unix:root");
  }

  @Test
  void valuesCannotForgeALineOrAnotherValue() throws Exception {
    String text = line(LogFormat.TEXT, event("user.disabled", FORGED));
    assertThat(text)
        .endsWith(
            " actor=\"a\\\"\\r\\n2026-11-25T01:02:03.456Z INFO  event event=user.closed"
                + "\\u2028\\u202e\\\\ x=y\"");
    assertThat(text.chars()).allMatch(c -> c >= ' ' && c <= '~');

    String json = line(LogFormat.JSON, event("user.disabled", FORGED));
    assertThat(json.chars()).allMatch(c -> c >= ' ' && c <= '~');
    assertThat(new ObjectMapper().readTree(json).get("actor").asText()).isEqualTo(FORGED);
  }

  @Test
  void emptyValuesAreQuoted() {
    for (String value : List.of("", " ", "a b", "a=b", "ä")) {
      assertThat(line(LogFormat.TEXT, event("e", value))).endsWith(" actor=\"" + value + "\"");
    }
  }
}

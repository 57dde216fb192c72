package dev.restauth.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.json.MalformedJson.Fault;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
  private static final JsonReader READER = new JsonReader(new JsonBounds(3, 5, 4, 10));

  @Test
  void readsEveryKindOfValue() {
    assertThat(READER.read("{\"t\":\"a\\n\",\"n\":[1,-2e1,true,null],\"o\":{\"x\":false}}"))
        .isEqualTo(
            new JsonObject(
                Map.of(
                    "t",
                    new JsonValue.Text("a\n"),
                    "n",
                    new JsonValue.Array(
                        List.of(
                            new JsonValue.Numeral("1", true),
                            new JsonValue.Numeral("-2e1", false),
                            new JsonValue.Truth(true),
                            new JsonValue.Null())),
                    "o",
                    new JsonObject(Map.of("x", new JsonValue.Truth(false))))));
    assertThat(READER.read(" 7 ")).isEqualTo(new JsonValue.Numeral("7", true));
  }

  @Test
  void retainsTheOrderOfMembers() {
    assertThat(READER.read("{\"z\":1,\"a\":2,\"m\":3}"))
        .isInstanceOfSatisfying(
            JsonObject.class, object -> assertThat(object.names()).containsExactly("z", "a", "m"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16BE", "UTF-16LE", "UTF-16", "UTF-32BE", "UTF-32LE"})
  void readsAllUnicodeEncodings(String encoding) {
    assertThat(READER.read("{\"é\":\"日本 🦊\"}".getBytes(Charset.forName(encoding))))
        .isEqualTo(new JsonObject(Map.of("é", new JsonValue.Text("日本 🦊"))));
  }

  @Test
  void ignoresAByteOrderMark() {
    assertThat(READER.read("\uFEFF{}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new JsonObject(Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|EMPTY",
        "`  `|EMPTY",
        "`{\"a\":hunter2}`|SYNTAX",
        "`{\"a\":\"hunter2`|SYNTAX",
        "`[1`|SYNTAX",
        "`{'a':1}`|SYNTAX",
        "`[1,]`|SYNTAX",
        "`[NaN]`|SYNTAX",
        "`[01]`|SYNTAX",
        "`{\"a\":1,\"a\":1}`|DUPLICATE_NAME",
        "`[{\"a\":1,\"\\u0061\":1}]`|DUPLICATE_NAME",
        "`1 2`|MORE_THAN_ONE_VALUE",
        "`{} []`|MORE_THAN_ONE_VALUE",
        "`[[[[]]]]`|NESTING",
        "`{\"a\":{\"a\":{\"a\":{}}}}`|NESTING",
        "`123456`|LONG_NUMBER",
        "`[1.2345]`|LONG_NUMBER",
        "`{\"abcde\":1}`|LONG_NAME",
        "`[1,2,3,4,5,6,7,8,9,10]`|SIZE",
      })
  void reportsTheFaultAndQuotesNothing(String text, Fault fault) {
    assertThatThrownBy(() -> READER.read(text))
        .isInstanceOfSatisfying(MalformedJson.class, e -> assertThat(e.fault()).isEqualTo(fault))
        .hasNoCause()
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void reportsTheLocationOfASyntaxError() {
    assertThatThrownBy(() -> READER.read("{\n  \"a\": x}"))
        .isInstanceOfSatisfying(
            MalformedJson.class,
            e -> assertThat(List.of(e.line(), e.column())).isEqualTo(List.of(2, 9)));
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    assertThatThrownBy(() -> READER.read(new byte[] {'"', (byte) 0xed, (byte) 0xa0, 'x', '"'}))
        .isInstanceOfSatisfying(
            MalformedJson.class, e -> assertThat(e.fault()).isEqualTo(Fault.ENCODING));
  }

  @Test
  void toStringShowsNoValue() {
    assertThat(READER.read("{\"a\":\"hunter2\",\"b\":[\"hunter2\",123]}").toString())
        .doesNotContain("hunter2");
    assertThat(READER.read("[\"hunter2\",123]").toString())
        .doesNotContain("hunter2")
        .doesNotContain("123");
  }

  @Test
  void writesWhatItHasRead() {
    String text =
        "{\n  \"t\": \"é\\n\",\n  \"n\": [\n    1,\n    2.50\n  ],\n  \"o\": {\n    \"x\": null\n  }\n}\n";
    assertThat(JsonWriter.pretty(READER.read(text))).isEqualTo(text);
  }

  @Test
  void writesOneLine() {
    assertThat(
            JsonWriter.ascii(
                json ->
                    json.text("t", "é\u007f\u2028\ud83e\n")
                        .number("n", Long.MIN_VALUE)
                        .number("d", 0.5)
                        .flag("f", true)
                        .nullValue("z")
                        .texts("l", List.of("a", "b"))
                        .object("o", each -> each.text("x", ""))
                        .array("a", each -> each.item(1).array(_ -> {}).object(_ -> {}))))
        .isEqualTo(
            "{\"t\":\"\\u00E9\\u007F\\u2028\\uD83E\\n\",\"n\":-9223372036854775808,\"d\":0.5,\"f\":true,"
                + "\"z\":null,\"l\":[\"a\",\"b\"],\"o\":{\"x\":\"\"},\"a\":[1,[],{}]}");
    assertThat(JsonWriter.line(json -> json.text("t", "é")))
        .isEqualTo("{\"t\":\"é\"}\n".getBytes(StandardCharsets.UTF_8));
  }
}

package dev.restauth.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {
  @Test
  void aRequestComesBackAsItWas() {
    Request request =
        new Request(
            "user.create",
            Map.of("username", "Zoë 日本 🦊", "password", "a\n\"b\"\\\u0000\u2028", "", ""));
    assertThat(Wire.request(Wire.line(request))).isEqualTo(request);
    assertThat(Wire.request(Wire.line(new Request("check", Map.of()))).arguments()).isEmpty();
  }

  @Test
  void aRequestIsOneLineOfAscii() throws Exception {
    String line =
        text(Wire.line(new Request("user.show", Map.of("username", "Zoë\n\u2028\ud83e"))));
    assertThat(line).isASCII().endsWith("}\n").hasLineCount(1);
    assertThat(new ObjectMapper().readTree(line).toString())
        .isEqualTo(
            "{\"operation\":\"user.show\",\"arguments\":{\"username\":\"Zoë\\n\u2028\ud83e\"}}");
  }

  @Test
  void halfASurrogatePairSurvives() {
    Request odd = new Request("user.show", Map.of("username", "\ud83e"));
    assertThat(Wire.request(Wire.line(odd))).isEqualTo(odd);
  }

  @Test
  void aRequestMayComeAsUtf8() {
    assertThat(
            request("{ \"arguments\": {\"username\":\"Zoë 日本\"}, \"operation\":\"user.show\" }\r"))
        .isEqualTo(new Request("user.show", Map.of("username", "Zoë 日本")));
  }

  @Test
  void factsComeBackInTheirOrder() {
    Facts facts =
        Facts.NONE
            .with("zebra", "Zoë 日本")
            .with("number", Long.MAX_VALUE)
            .with("negative", Long.MIN_VALUE)
            .with("yes", true)
            .with("no", false)
            .with("list", List.of("b", "a", ""))
            .with("nothing", List.of())
            .withEach("each", List.of(Facts.NONE.with("a", 1), Facts.NONE.with("b", "c")))
            .with("apple", "");
    Reply reply = Reply.done(facts, "first", "second\nline");
    assertThat(Wire.answer(Wire.line(reply))).isEqualTo(new Wire.Finished(reply));
    assertThat(
            Wire.answer(Wire.line(reply)) instanceof Wire.Finished(Reply.Done(Facts back, var _))
                ? back.values().keySet()
                : List.of())
        .containsExactlyElementsOf(facts.values().keySet());
    assertThat(text(Wire.line(Reply.done(Facts.NONE.with("n", 1).with("l", List.of("a")), "x"))))
        .isEqualTo("{\"done\":{\"facts\":{\"n\":1,\"l\":[\"a\"]},\"notes\":[\"x\"]}}\n");
  }

  @Test
  void listsOfObjectsComeBack() {
    for (Facts facts :
        List.of(
            Facts.list(List.of()),
            Facts.list(List.of(Facts.NONE.with("a", 1), Facts.NONE.with("a", 2))))) {
      Reply reply = Reply.done(facts);
      assertThat(Wire.answer(Wire.line(reply))).isEqualTo(new Wire.Finished(reply));
    }
  }

  @Test
  void failuresAndProgressComeBack() {
    Reply failed = new Reply.Failed("no: Zoë\n");
    assertThat(Wire.answer(Wire.line(failed))).isEqualTo(new Wire.Finished(failed));
    Wire.Advanced advanced = new Wire.Advanced("copying", 7, Long.MAX_VALUE);
    assertThat(Wire.answer(Wire.line(advanced))).isEqualTo(advanced);
    assertThat(text(Wire.line(new Wire.Advanced("copying", 7, 0))))
        .isEqualTo("{\"progress\":{\"step\":\"copying\",\"done\":7,\"total\":0}}\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "'' | it is no JSON object",
        "'   ' | it is no JSON object",
        "[] | it is no JSON object",
        "'\"hunter2\"' | it is no JSON object",
        "null | it is no JSON object",
        "{} | operation is missing",
        "{\"operation\":\"a\"} | arguments is missing",
        "{\"arguments\":{}} | operation is missing",
        "{\"operation\":7,\"arguments\":{}} | operation must be text",
        "{\"operation\":null,\"arguments\":{}} | operation must be text",
        "{\"operation\":\"a\",\"arguments\":[\"hunter2\"]} | arguments must be an object",
        "{\"operation\":\"a\",\"arguments\":\"hunter2\"} | arguments must be an object",
        "{\"operation\":\"a\",\"arguments\":{\"x\":2}} | every argument must be text",
        "{\"operation\":\"a\",\"arguments\":{\"x\":null}} | every argument must be text",
        "{\"operation\":\"a\",\"arguments\":{\"x\":{}}} | every argument must be text",
        "{\"operation\":\"a\",\"arguments\":{},\"hunter2\":1} | it has a member that is not known",
        "{\"operation\":\"a\",\"operation\":\"a\",\"arguments\":{}} | a name stands twice in it",
        "{\"operation\":\"a\",\"arguments\":{\"hunter2\":\"\",\"hunter2\":\"\"}}"
            + " | a name stands twice in it",
        "{\"operation\":\"a\",\"arguments\":{}} hunter2 | it is not valid JSON at character 41",
        "{\"operation\":\"a\",\"arguments\":{}} {} | something follows its JSON object",
        "{\"operation\":\"a\",\"arguments\":{\"p\":\"hunter2 | it is not valid JSON at character"
            + " 43",
        "{\"operation\":\"a\",\"arguments\":{\"p\":hunter2}} | it is not valid JSON at character"
            + " 42",
        "{\"operation\":\"a\",\"arguments\":{ | it is not valid JSON at character 31",
      })
  void whatIsNoRequestIsRefusedWithoutRepeatingIt(String line, String why) {
    assertThatThrownBy(() -> request(line))
        .isInstanceOf(MalformedLine.class)
        .hasMessage(why)
        .hasNoCause();
  }

  @Test
  void depthAndLengthOfNamesAreLimited() {
    String tooDeep = "it is nested too deeply, or has a name or number that is too long";
    assertThatThrownBy(() -> answer("{\"done\":{\"facts\":" + "{\"a\":[".repeat(3_000)))
        .isInstanceOf(MalformedLine.class)
        .hasMessage(tooDeep);
    assertThatThrownBy(
            () ->
                request(
                    "{\"operation\":\"a\",\"arguments\":{\"" + "n".repeat(60_000) + "\":\"\"}}"))
        .isInstanceOf(MalformedLine.class)
        .hasMessage(tooDeep);
  }

  @Test
  void charactersMustBeUtf8() {
    for (byte[] odd :
        List.of(
            new byte[] {'{', '"', (byte) 0xff, '"'},
            new byte[] {'{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'},
            "{}".getBytes(StandardCharsets.UTF_16))) {
      assertThatThrownBy(() -> Wire.request(odd))
          .isInstanceOf(MalformedLine.class)
          .hasMessage("its characters are not valid UTF-8");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"progress\":{}}",
        "{\"progress\":{\"step\":\"a\",\"done\":1}}",
        "{\"progress\":{\"step\":\"a\",\"done\":1.5,\"total\":2}}",
        "{\"progress\":{\"step\":\"a\",\"done\":\"1\",\"total\":2}}",
        "{\"progress\":{\"step\":\"a\",\"done\":9223372036854775808,\"total\":2}}",
        "{\"progress\":{\"step\":\"a\",\"done\":1,\"total\":2,\"more\":3}}",
        "{\"done\":{\"facts\":{}}}",
        "{\"done\":{\"notes\":[]}}",
        "{\"done\":{\"facts\":\"a\",\"notes\":[]}}",
        "{\"done\":{\"facts\":[1],\"notes\":[]}}",
        "{\"done\":{\"facts\":[{},\"a\"],\"notes\":[]}}",
        "{\"done\":{\"facts\":[{\"a\":null}],\"notes\":[]}}",
        "{\"done\":{\"facts\":{\"a\":[{},\"a\"]},\"notes\":[]}}",
        "{\"done\":{\"facts\":{\"a\":[\"a\",{}]},\"notes\":[]}}",
        "{\"done\":{\"facts\":{},\"notes\":[1]}}",
        "{\"done\":{\"facts\":{},\"notes\":\"a\"}}",
        "{\"done\":{\"facts\":{\"a\":null},\"notes\":[]}}",
        "{\"done\":{\"facts\":{\"a\":1.5},\"notes\":[]}}",
        "{\"done\":{\"facts\":{\"a\":9223372036854775808},\"notes\":[]}}",
        "{\"done\":{\"facts\":{\"a\":{}},\"notes\":[]}}",
        "{\"done\":{\"facts\":{\"a\":[1]},\"notes\":[]}}",
        "{\"done\":{\"facts\":{\"a\":1,\"a\":1},\"notes\":[]}}",
        "{\"failed\":1}",
        "{\"failed\":\"a\",\"failed\":\"b\"}",
        "{\"failed\":\"a\",\"done\":{\"facts\":{},\"notes\":[]}}",
        "{\"other\":1}",
        "{\"failed\":\"a\"",
        "{\"failed\":\"a\"}}",
      })
  void whatIsNoAnswerIsRefused(String line) {
    assertThatThrownBy(() -> answer(line)).isInstanceOf(MalformedLine.class);
  }

  private static Request request(String line) {
    return Wire.request(line.getBytes(StandardCharsets.UTF_8));
  }

  private static Wire.Answer answer(String line) {
    return Wire.answer(line.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(byte[] line) {
    return new String(line, StandardCharsets.UTF_8);
  }
}

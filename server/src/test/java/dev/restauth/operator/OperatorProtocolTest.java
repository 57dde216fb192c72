package dev.restauth.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorProtocolTest {
  @Test
  void aRequestIsOneLineOfAscii() throws Exception {
    Map<String, String> arguments =
        Map.of("username", "Zoë 日本 🦊", "password", "a\n\"b\"\\\u0000\u2028\ud83e", "", "");
    String line = text(OperatorProtocol.body(new Request("user.create", arguments)));
    assertThat(line).isASCII().endsWith("}\n").hasLineCount(1);
    assertThat(new ObjectMapper().readValue(line, new TypeReference<Map<String, String>>() {}))
        .isEqualTo(arguments);
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
    assertThat(OperatorProtocol.answer(OperatorProtocol.line(reply)))
        .isEqualTo(new OperatorProtocol.Finished(reply));
    assertThat(
            OperatorProtocol.answer(OperatorProtocol.line(reply))
                    instanceof OperatorProtocol.Finished(Reply.Done(Facts back, var _))
                ? back.values().keySet()
                : List.of())
        .containsExactlyElementsOf(facts.values().keySet());
    assertThat(
            text(
                OperatorProtocol.line(
                    Reply.done(Facts.NONE.with("n", 1).with("l", List.of("a")), "x"))))
        .isEqualTo("{\"done\":{\"facts\":{\"n\":1,\"l\":[\"a\"]},\"notes\":[\"x\"]}}\n");
  }

  @Test
  void listsOfObjectsComeBack() {
    for (Facts facts :
        List.of(
            Facts.list(List.of()),
            Facts.list(List.of(Facts.NONE.with("a", 1), Facts.NONE.with("a", 2))),
            Facts.list(List.of(Facts.NONE.withEach("each", List.of(Facts.NONE.with("a", 1))))))) {
      Reply reply = Reply.done(facts);
      assertThat(OperatorProtocol.answer(OperatorProtocol.line(reply)))
          .isEqualTo(new OperatorProtocol.Finished(reply));
    }
  }

  @Test
  void failuresAndProgressComeBack() {
    Reply failed = new Reply.Failed("no: Zoë\n");
    assertThat(OperatorProtocol.answer(OperatorProtocol.line(failed)))
        .isEqualTo(new OperatorProtocol.Finished(failed));
    OperatorProtocol.Advanced advanced =
        new OperatorProtocol.Advanced("copying", 7, Long.MAX_VALUE);
    assertThat(OperatorProtocol.answer(OperatorProtocol.line(advanced))).isEqualTo(advanced);
    assertThat(text(OperatorProtocol.line(new OperatorProtocol.Advanced("copying", 7, 0))))
        .isEqualTo("{\"progress\":{\"step\":\"copying\",\"done\":7,\"total\":0}}\n");
  }

  @Test
  void depthAndLengthOfNamesAreLimited() {
    for (String text :
        List.of(
            "{\"done\":{\"facts\":" + "{\"a\":[".repeat(3_000),
            "{\"done\":{\"facts\":{\"" + "n".repeat(60_000) + "\":1}}}")) {
      assertThatThrownBy(() -> answer(text))
          .isInstanceOf(MalformedLine.class)
          .hasMessageStartingWith("it is not valid JSON at character ");
    }
  }

  @Test
  void charactersMustBeUtf8() {
    for (byte[] odd :
        List.of(
            new byte[] {'{', '"', (byte) 0xff, '"'},
            new byte[] {'{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'},
            "{}".getBytes(StandardCharsets.UTF_16))) {
      assertThatThrownBy(() -> OperatorProtocol.answer(odd)).isInstanceOf(MalformedLine.class);
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
        "",
        "[]",
        "null",
        "{\"failed\":\"a\"",
        "{\"failed\":\"a\"}}",
      })
  void whatIsNoAnswerIsRefused(String line) {
    assertThatThrownBy(() -> answer(line)).isInstanceOf(MalformedLine.class);
  }

  private static OperatorProtocol.Answer answer(String line) {
    return OperatorProtocol.answer(line.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(byte[] line) {
    return new String(line, StandardCharsets.UTF_8);
  }
}

package dev.restauth.adopt.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.restauth.json.JsonWalk;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonWalkTest {
  private static final String FIRST = "{\"traits\":{\"email\":\"first@example.com\"}}\n";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "`{\"id\":\"hunter2`|ends in the middle of an entry at line 2",
        "`{\"id\":hunter2}`|is not valid JSON at line 2",
        "`{\"id\":\"1\"`|ends in the middle",
        "`{\"other\":{\"a\":[1,2`|ends in the middle",
        "`[{\"id\":\"1\"}`|ends in the middle",
        "`[`|ends in the middle",
        "`]`|is not valid JSON at line 2",
        "`{\"id\":\"a\nb\"}`|is not valid JSON at line 2",
        "`{\"other\":\"\\x\"}`|is not valid JSON at line 2",
        "`{'id':1}`|is not valid JSON at line 2",
        "`{\"id\":1,}`|is not valid JSON at line 2",
        "`<html>`|is not valid JSON at line 2"
      })
  void reportsTheLineOfASyntaxErrorWithoutQuoting(String text, String message) {
    var found = new Collected();
    assertThatExceptionOfType(UnreadableSource.class)
        .isThrownBy(() -> read(FIRST + text, found))
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
    assertThat(found.names()).containsExactly("first@example.com");
  }

  @Test
  void failsAtATooLongString() {
    String most = "a".repeat(JsonWalk.STRING_AT_MOST);
    assertThatExceptionOfType(UnreadableSource.class)
        .isThrownBy(() -> read("{\"id\":\"" + most + "a\"}", new Collected()))
        .withMessageContaining("holds something too long or too deeply nested");
    var found = new Collected();
    read("{\"id\":\"" + most + "\"," + "\"other\":\"" + most + most + "\"}" + FIRST, found);
    assertThat(found.names()).containsExactly("first@example.com");
    assertThat(found.refused()).hasSize(1);
  }

  @Test
  void failsAtTooDeepNesting() {
    assertThatExceptionOfType(UnreadableSource.class)
        .isThrownBy(() -> read("{\"a\":" + "[".repeat(200), new Collected()))
        .withMessageContaining("too deeply nested");
  }

  @Test
  void readsWithAByteOrderMark() {
    var found = new Collected();
    read("\uFEFF" + FIRST, found);
    assertThat(found.names()).containsExactly("first@example.com");
  }

  @Test
  void readsNoOtherEncoding() {
    Path file = Collected.file(folder, FIRST.getBytes(StandardCharsets.UTF_16));
    assertThatExceptionOfType(UnreadableSource.class)
        .isThrownBy(() -> Collected.of(new KratosSource(file)))
        .withMessageContaining("is not UTF-8 at byte 0");
  }

  @Test
  void skipsUnusedFields() {
    List<String> seen = new ArrayList<>();
    try (JsonWalk json =
        new JsonWalk(
            Reader.of("[{\"a\":[{\"b\":1}],\"c\":{\"d\":{}},\"e\":2},[3],4]"),
            IllegalStateException::new)) {
      json.entries(
          value -> {
            seen.add(value.text().orElse("-"));
            value.fields(
                name -> {
                  seen.add(name);
                  if (name.equals("c")) {
                    value.fields(seen::add);
                  }
                });
          });
    }
    assertThat(seen).containsExactly("-", "a", "c", "d", "e", "-", "4");
  }

  private void read(String text, Collected into) {
    new KratosSource(Collected.file(folder, text)).read(into, (_, _, _) -> {});
  }
}

package dev.restauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CookieFieldTest {
  private static Optional<String> read(String... lines) {
    return new CookieField(List.of(lines)).one("a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=1",
        " a = 1 ",
        "b=2; a=1",
        "b=2;a=1;c=3",
        "; ;a=1;",
        "b; a=1",
        "A=2; a=1",
        "__Host-a=2; a=1",
        "aa=2; a=1",
        "=2; a=1",
        "b=\"; a=1"
      })
  void findsACookie(String line) {
    assertThat(read(line)).hasValue("1");
  }

  @Test
  void findsACookieInSeveralLines() {
    assertThat(read("b=2", "a=1; c=3")).hasValue("1");
    assertThat(read("a=1=2")).hasValue("1=2");
    assertThat(read()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";",
        "=",
        "a",
        "a=",
        "a= ",
        "b=1",
        "A=1",
        "a=\"1\"",
        "a=1 2",
        "a=1,2",
        "a=1\\2",
        "a=\u00e9",
        "a=\u0000",
        "a=\u007f"
      })
  void findsNothing(String line) {
    assertThat(read(line)).isEmpty();
  }

  @Test
  void anAmbiguousCookieIsNone() {
    assertThat(read("a=1; a=2")).isEmpty();
    assertThat(read("a=1; a=1")).isEmpty();
    assertThat(read("a=1", "a=2")).isEmpty();
    assertThat(read("a=; a=2")).isEmpty();
  }

  @Test
  void isBounded() {
    assertThat(read("b=2;".repeat(199) + "a=1")).hasValue("1");
    assertThat(read("b=2;".repeat(200) + "a=1")).isEmpty();
    assertThat(read("b=2;".repeat(150), "b=2;".repeat(47) + "a=1")).hasValue("1");
    assertThat(read("b=2;".repeat(150), "b=2;".repeat(49) + "a=1")).isEmpty();
    assertThat(read("a=" + "1".repeat(4096))).isPresent();
    assertThat(read("a=" + "1".repeat(4097))).isEmpty();
    int limit = Limits.HEADERS_BYTES;
    assertThat(read("a=1;b=" + "2".repeat(limit - 6))).hasValue("1");
    assertThat(read("a=1;b=" + "2".repeat(limit - 5))).isEmpty();
    assertThat(read("a=1;b=" + "2".repeat(limit - 6), "c")).isEmpty();
  }

  @Test
  void writesAllThatProtectsACookie() {
    assertThat(Cookie.untilClosed("restauth", "v").field(true))
        .isEqualTo(
            new HeaderField(
                "Set-Cookie", "__Host-restauth=v; Path=/; HttpOnly; SameSite=Lax; Secure"));
    assertThat(Cookie.lasting("ra-browser", "v", Duration.ofMinutes(2)).field(false).value())
        .isEqualTo("ra-browser=v; Path=/; HttpOnly; SameSite=Lax; Max-Age=120");
    assertThat(Cookie.removed("restauth").field(true).value())
        .isEqualTo("__Host-restauth=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0");
    assertThat(Cookie.untilClosed("restauth", "hidden").toString()).doesNotContain("hidden");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"a b|v", "A|v", "a;|v", "__Host-a|v", "a|v;", "a|v v", "a|\"v\""})
  void refusesWhatCouldBeRead(String name, String value) {
    assertThatThrownBy(() -> Cookie.untilClosed(name, value))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Cookie.untilClosed("a", "v\r\nX: y"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a b", "/a\r\nSet-Cookie: a=b", "/\u00e9", "/\u007f"})
  void refusesALocationThatWouldAddFields(String location) {
    assertThatThrownBy(() -> Answer.seeOther(location))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

package dev.restauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormTest {

  private static Form form(String text) {
    return Form.read(text).orElseThrow();
  }

  @Test
  void decodesNamesAndValues() {
    Form form = form("a=1&%62=x+y%2B&c=a=b&d&e=&%C3%A9=%E2%82%AC");

    assertThat(form.one("a")).hasValue("1");
    assertThat(form.one("b")).hasValue("x y+");
    assertThat(form.one("c")).hasValue("a=b");
    assertThat(form.one("é")).hasValue("€");
    assertThat(form.one("d")).isEmpty();
    assertThat(form.all("d")).containsExactly("");
    assertThat(form.one("e")).isEmpty();
    assertThat(form.all("f")).isEmpty();
  }

  @Test
  void detectsRepeatedParameters() {
    assertThat(form("a=1&b=2").hasRepeated()).isFalse();
    Form form = form("a=1&b=2&%61=1");

    assertThat(form.hasRepeated()).isTrue();
    assertThat(form.all("a")).containsExactly("1", "1");
    assertThat(form.one("a")).isEmpty();
    assertThat(form.one("b")).hasValue("2");
  }

  @Test
  void someParametersMayBeRepeated() {
    assertThat(form("r=1&r=2&b=1").hasRepeatedExcept(Set.of("r"))).isFalse();
    assertThat(form("r=1&r=2&b=1&b=1").hasRepeatedExcept(Set.of("r"))).isTrue();
    assertThat(form("r=1&r=2").hasRepeatedExcept(Set.of())).isTrue();
    assertThat(form("r=1&r=2").all("r")).containsExactly("1", "2");
  }

  @Test
  void ignoresEmptyPairs() {
    assertThat(form("").hasRepeated()).isFalse();
    assertThat(form("&&a=1&&&b=2&").hasRepeated()).isFalse();
    assertThat(form("&&a=1&&&b=2&").one("b")).hasValue("2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "%4=a", "a=%-1"})
  void refusesInvalidEscapes(String text) {
    assertThat(Form.read(text)).isEqualTo(Optional.empty());
  }

  @Test
  void hasAtMostAHundredParameters() {
    assertThat(Form.read("a&".repeat(99) + "b")).isPresent();
    assertThat(Form.read("a&".repeat(100) + "b")).isEmpty();
  }

  @Test
  void toStringShowsNoValue() {
    assertThat(form("token=secret")).hasToString("Form[token]");
  }
}

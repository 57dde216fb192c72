package dev.restauth.notice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Names of passkeys and keys, as a thief may choose them. Mail programs must not turn them into
 * links.
 */
class PlainNamesTest {
  @ParameterizedTest
  @CsvSource({
    "https://evil.example/a, https: evil. example/a",
    "www.evil.example, www. evil. example",
    "me@evil.example, me@ evil. example",
    "Susan's phone 15.2, Susan's phone 15.2",
    "https://203.0.113.9/, https: 203.0.113.9/",
    "evil\u3002example, evil\u3002 example",
    "evil\uff0eexample, evil\uff0e example",
    "evil\uff61example, evil\uff61 example",
    "me\uff20evil, me\uff20 evil"
  })
  void becomesNoLink(String name, String plain) {
    assertThat(PlainNames.of(name)).isEqualTo(plain);
  }
}

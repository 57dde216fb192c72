package dev.restauth.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Short names of browsers. */
class BrowserNameTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0|Firefox, Linux",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0|Edge, Windows",
        "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36|Chrome, Android",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1|Safari, iPhone",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15|Safari, macOS",
        "something for Linux|Linux"
      })
  void saysBrowserAndSystem(String userAgent, String name) {
    assertThat(BrowserName.of(Optional.of(userAgent))).hasValue(name);
  }

  @Test
  void hasNothingOfTheTextItself() {
    assertThat(BrowserName.of(Optional.of("<b>curl</b>/8"))).isEmpty();
    assertThat(BrowserName.of(Optional.empty())).isEmpty();
    assertThat(BrowserName.of(Optional.of("<script> Firefox/1 \u202e"))).hasValue("Firefox");
  }
}

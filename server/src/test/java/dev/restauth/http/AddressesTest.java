package dev.restauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
  @ParameterizedTest
  @CsvSource({
    "https://example.com, https://example.com",
    "HTTPS://Example.COM:443/, https://example.com",
    "http://example.com:80, http://example.com",
    "http://example.com:443, http://example.com:443",
    "https://example.com/auth/, https://example.com/auth",
    "https://example.com/Auth/x, https://example.com/Auth/x",
    "https://[::1]:8443/a, https://[::1]:8443/a",
    "https://xn--bcher-kva.example, https://xn--bcher-kva.example"
  })
  void publicUrl(String text, String url) {
    assertThat(Addresses.publicUrl(text)).hasToString(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "example.com",
        "/auth",
        "//example.com",
        "ftp://example.com",
        "https:example.com",
        "https:///auth",
        "https://example.com?x",
        "https://example.com#x",
        "https://user@example.com",
        "https://example.com:0",
        "https://example.com:65536",
        "https://bücher.example",
        "https://a_b.example",
        "https://example.com/a/../b",
        "https://example.com/a//b",
        "https://exa mple.com"
      })
  void invalidPublicUrlIsRefused(String text) {
    assertThatThrownBy(() -> Addresses.publicUrl(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected ");
  }

  @ParameterizedTest
  @CsvSource({
    "https://app.example.com, https://app.example.com",
    "HTTPS://App.Example.com:443, https://app.example.com",
    "http://localhost:3000, http://localhost:3000",
    "http://[::1]:80, http://[::1]",
    "capacitor://localhost, capacitor://localhost"
  })
  void origin(String text, String origin) {
    assertThat(Addresses.origin(text)).isEqualTo(origin);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "app.example.com",
        "https://app.example.com/",
        "https://app.example.com/x",
        "https://app.example.com?x",
        "https://app.example.com#x",
        "https://user@app.example.com",
        "https://*.example.com",
        "https://app.example.com:0",
        "file://",
        "https://bücher.example"
      })
  void invalidOriginIsRefused(String text) {
    assertThatThrownBy(() -> Addresses.origin(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected ");
  }

  @Test
  void originsThatMatchAnyPageAreRefusedWithTheReason() {
    assertThatThrownBy(() -> Addresses.origin("*"))
        .hasMessageContaining("every web page on the internet");
    assertThatThrownBy(() -> Addresses.origin("null"))
        .hasMessageContaining("any sandboxed or local page");
  }
}

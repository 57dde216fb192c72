package dev.restauth.oauth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.json.JsonBounds;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonReader;
import dev.restauth.json.JsonValue;
import dev.restauth.json.JsonWriter;
import dev.restauth.oauth.client.RedirectUris.Match;
import dev.restauth.oauth.client.RedirectUris.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectUrisTest {
  private static final String URI = HostileRedirectUris.WEB;
  private static final String PORT = HostileRedirectUris.LOOPBACK;
  private static final String APP = HostileRedirectUris.APP;

  private static Client client(String... uris) {
    JsonObject metadata =
        new JsonObject(
            Map.of(
                "redirect_uris",
                new JsonValue.Array(
                    Arrays.stream(uris).<JsonValue>map(JsonValue.Text::new).toList())));
    String text = JsonWriter.text(json -> metadata.members().forEach(json::member));
    return ClientMetadata.read((JsonObject) new JsonReader(JsonBounds.USUAL).read(text))
        .client("shop", "Shop", 0);
  }

  private static Optional<Match> match(Client client, String asked) {
    return RedirectUris.match(client, Optional.of(asked));
  }

  @ParameterizedTest
  @MethodSource("dev.restauth.oauth.client.HostileRedirectUris#likeRegisteredOnes")
  void aHostileUriIsNotTheRegisteredOne(String asked) {
    Client client = client(URI, PORT, APP);
    assertThat(match(client, asked)).isEmpty();
  }

  @Test
  void comparesTexts() {
    Client client = client(URI, APP);
    assertThat(match(client, URI)).contains(new Match(URI, true, Target.WEB));
    assertThat(match(client, APP)).contains(new Match(APP, true, Target.APP));
    assertThat(match(client, APP).orElseThrow().canBeImpersonated()).isTrue();
    assertThat(match(client, URI).orElseThrow().canBeImpersonated()).isFalse();
  }

  @Test
  void aMissingUriIsTheOnlyOne() {
    assertThat(RedirectUris.match(client(URI), Optional.empty()))
        .contains(new Match(URI, false, Target.WEB));
    assertThat(RedirectUris.match(client(URI, APP), Optional.empty())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1/callback, http://127.0.0.1:1/callback",
    "http://127.0.0.1/callback, http://127.0.0.1:65535/callback",
    "http://127.0.0.1:8080/callback, http://127.0.0.1/callback",
    "http://127.0.0.1:8080, http://127.0.0.1:9090",
    "http://[::1]/cb?a=b, http://[::1]:4711/cb?a=b",
    "http://localhost/cb, http://localhost:33418/cb"
  })
  void aLoopbackAddressMayHaveAnyPort(String registered, String asked) {
    Match match = match(client(registered), asked).orElseThrow();
    assertThat(match).isEqualTo(new Match(asked, true, Target.LOOPBACK));
    assertThat(match.canBeImpersonated()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("dev.restauth.oauth.client.HostileRedirectUris#neverRegistered")
  void hostileUrisAreNotRegistered(String uri) {
    assertThatThrownBy(() -> client(uri))
        .isInstanceOf(InvalidMetadata.class)
        .hasMessageStartingWith("redirect_uris ");
  }

  @Test
  void longUrisAreNotRegistered() {
    String longest = "https://shop.example/" + "x".repeat(2_048 - 21);
    assertThat(match(client(longest), longest)).isPresent();
    assertThatThrownBy(() -> client(longest + "x")).isInstanceOf(InvalidMetadata.class);
    assertThat(match(client("http://127.0.0.1/"), "http://127.0.0.1/?" + "x".repeat(100_000)))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://shop.example",
        "https://shop.example/cb?tenant=1&codec=2",
        "https://shop.example:8443/cb",
        "https://xn--shp-ula.example/cb",
        "https://192.0.2.1/cb",
        "https://[2001:db8::1]:8443/cb",
        "https://localhost/cb",
        "https://shop.example/c%20b/%C3%A4",
        "https://shop.example/.well-known/cb",
        "https://shop.example/a..b/cb",
        "http://127.0.0.1/cb",
        "http://[::1]:80/cb",
        "http://localhost:3000",
        "com.example.app:/cb",
        "com.example.app://cb",
        "com.example.app:/"
      })
  void ordinaryUrisAreRegisteredAsTheyAre(String uri) {
    assertThat(match(client(uri), uri).orElseThrow().uri()).isEqualTo(uri);
  }

  @Test
  void notesLocalhost() {
    assertThat(RedirectUris.note(List.of("http://localhost:3000/cb")).orElseThrow())
        .contains("127.0.0.1");
    assertThat(RedirectUris.note(List.of(URI, PORT))).isEmpty();
  }
}

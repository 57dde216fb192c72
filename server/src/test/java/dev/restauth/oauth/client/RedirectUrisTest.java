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
import org.junit.jupiter.params.provider.ValueSource;

class RedirectUrisTest {
  private static final String URI = "https://shop.example/a/callback";
  private static final String PORT = "http://127.0.0.1:5000/callback";
  private static final String APP = "com.example.app:/callback";

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

  /** URIs that other servers took for the registered one, or that a program may read as it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://shop.example/a/callback/",
        "https://shop.example/a/callback?",
        "https://shop.example/a/callback#",
        "https://shop.example/a/callback?x=1",
        "https://shop.example/a/callback#code=1",
        "https://shop.example/a/callback/../../evil",
        "https://shop.example/a/..;/callback",
        "https://shop.example/a/../a/callback",
        "https://shop.example/a/./callback",
        "https://shop.example/a//callback",
        "https://shop.example/a/%2e%2e/a/callback",
        "https://shop.example/a/%63allback",
        "https://shop.example/A/callback",
        "https://shop.example/a/callback%00",
        "https://shop.example/a/callback%20",
        "https://shop.example/a/callback ",
        " https://shop.example/a/callback",
        "https://shop.example/a/callback\t",
        "https://shop.example/a/callback\r\nx: y",
        "https://shop.example/a\\callback",
        "https:\\\\shop.example/a/callback",
        "https:/shop.example/a/callback",
        "https:///shop.example/a/callback",
        "//shop.example/a/callback",
        "/a/callback",
        "callback",
        "http://shop.example/a/callback",
        "HTTPS://shop.example/a/callback",
        "https://SHOP.example/a/callback",
        "https://shop.example./a/callback",
        "https://shop.example:443/a/callback",
        "https://shop.example:8443/a/callback",
        "https://shop.example:/a/callback",
        "https://shop.example:0443/a/callback",
        "https://user@shop.example/a/callback",
        "https://user:pass@shop.example/a/callback",
        "https://shop.example@evil.example/a/callback",
        "https://shop.example%40evil.example/a/callback",
        "https://evil.example#@shop.example/a/callback",
        "https://evil.example\\@shop.example/a/callback",
        "https://evil.example/?https://shop.example/a/callback",
        "https://shop.example.evil.example/a/callback",
        "https://evil-shop.example/a/callback",
        "https://sub.shop.example/a/callback",
        "https://shop.examp1e/a/callback",
        "https://shоp.example/a/callback",
        "https://shop。example/a/callback",
        "https://ｓhop.example/a/callback",
        "https://shop.example/a/callbacK",
        "https://shop.example/a/callback;x",
        "https://shop.example/a/callback%2f",
        "https://shop.example/a%2fcallback",
        "https://[::1]/a/callback",
        "https://127.0.0.1/a/callback",
        "javascript:alert(1)//https://shop.example/a/callback",
        "data:text/html,https://shop.example/a/callback",
        "http://127.0.0.1:5000/callback/",
        "http://127.0.0.1:5000/Callback",
        "http://127.0.0.1:0/callback",
        "http://127.0.0.1:65536/callback",
        "http://127.0.0.1:99999/callback",
        "http://127.0.0.1:/callback",
        "http://127.0.0.1:05000/callback",
        "http://127.0.0.1:5000@evil.example/callback",
        "http://127.0.0.1:5000:80/callback",
        "http://127.0.0.1.evil.example/callback",
        "http://127.0.0.1.:5000/callback",
        "http://127.1:5000/callback",
        "http://127.0.0.2:5000/callback",
        "http://0x7f.0.0.1:5000/callback",
        "http://2130706433:5000/callback",
        "http://localhost:5000/callback",
        "http://localhost.evil/callback",
        "http://[::1]:5000/callback",
        "http://[::ffff:127.0.0.1]:5000/callback",
        "https://127.0.0.1:5000/callback",
        "http://127.0.0.1:5000/callback?x=1",
        "http://127.0.0.1:5000\\@evil.example/callback",
        "http://127.0.0.1:5000#/callback",
        "com.example.app:/Callback",
        "com.example.app://callback",
        "com.example.app:callback",
        "COM.example.app:/callback",
        "com.example.app2:/callback",
        ""
      })
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
  @ValueSource(
      strings = {
        "",
        "callback",
        "/callback",
        "//shop.example/callback",
        "https:shop.example",
        "https://",
        "https:///callback",
        "https://shop.example/cb#fragment",
        "https://shop.example/cb#",
        "https://user@shop.example/cb",
        "https://user:secret@shop.example/cb",
        "https://shop.example\\@evil.example/cb",
        "https://shop.example/cb\\x",
        "https://shop.example/cb%5cx",
        "https://shop.example/cb%00",
        "https://shop.example/cb%0d%0a",
        "https://shop.example/a/../cb",
        "https://shop.example/a/./cb",
        "https://shop.example/a/..;/cb",
        "https://shop.example/a/..;x=y/cb",
        "https://shop.example/a/..",
        "https://shop.example/a/%2e%2e/cb",
        "https://shop.example/a/%2E/cb",
        "https://shop.example/a%2fcb",
        "https://shop.example/%252e%252e/cb",
        "https://shop.example/cb?code=1",
        "https://shop.example/cb?a=b&state=1",
        "https://shop.example/cb?%63ode=1",
        "https://shop.example/cb?iss",
        "https://shop.example/cb?error=x",
        "https://shop.example/cb?response=x",
        "https://*.shop.example/cb",
        "https://shop.example/*",
        "https://SHOP.example/cb",
        "HTTPS://shop.example/cb",
        "https://shop.example./cb",
        "https://shop_1.example/cb",
        "https://shop.example:/cb",
        "https://shop.example:0/cb",
        "https://shop.example:0443/cb",
        "https://shop.example:65536/cb",
        "https://shop.example:99999999999/cb",
        "https://shop.example:80:80/cb",
        "https://shöp.example/cb",
        "https://shop.example/cäb",
        "https://shop.example/c b",
        "https://shop.example/c\"b",
        "https://shop.example/c<b>",
        "https://shop.example/%zz",
        "https://0x7f.1/cb",
        "https://2130706433/cb",
        "https://1.2.3/cb",
        "https://1.2.3.4.5/cb",
        "https://256.1.1.1/cb",
        "https://[::1/cb",
        "https://-shop.example/cb",
        "http://shop.example/cb",
        "http://localhost.evil/cb",
        "http://localhost.evil:80/cb",
        "http://LOCALHOST/cb",
        "http://localhost./cb",
        "http://127.0.0.1.evil.example/cb",
        "http://127.1/cb",
        "http://0.0.0.0/cb",
        "http://[::]/cb",
        "http://[::ffff:127.0.0.1]/cb",
        "http://127.0.0.1:99999/cb",
        "http://127.0.0.1@evil.example/cb",
        "http:/127.0.0.1/cb",
        "http://127.0.0.1x/cb",
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "about:blank",
        "urn:ietf:wg:oauth:2.0:oob",
        "ftp://shop.example/cb",
        "app:/cb",
        "myapp://cb",
        "com.example.app:cb",
        "com.example.app:///cb",
        "com.example.app://user@host/cb",
        "Com.example.app:/cb",
        "com..app:/cb",
        ".com:/cb"
      })
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

  @Test
  void afterALogOutTheSameRulesApply() {
    Client client =
        ClientMetadata.read(
                (JsonObject)
                    new JsonReader(JsonBounds.USUAL)
                        .read(
                            "{\"redirect_uris\":[\"https://a.example\"],"
                                + "\"post_logout_redirect_uris\":[\"https://a.example/bye\",\"http://127.0.0.1/bye\"]}"))
            .client("shop", "Shop", 0);
    assertThat(RedirectUris.isPostLogout(client, "https://a.example/bye")).isTrue();
    assertThat(RedirectUris.isPostLogout(client, "http://127.0.0.1:5000/bye")).isTrue();
    assertThat(RedirectUris.isPostLogout(client, "https://a.example/bye?x=1")).isFalse();
    assertThat(RedirectUris.isPostLogout(client, "https://a.example")).isFalse();
  }
}

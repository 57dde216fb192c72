package dev.restauth.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator's name, logo, color and links on pages. */
class LookTest {
  private static final String SVG =
      "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";

  @RegisterExtension
  private static final TestServer server =
      new TestServer(
              Map.of(
                  "page-name",
                  "Bücher & <b>mehr</b>",
                  "page-logo",
                  "logo.svg",
                  "page-color",
                  "#ffcc00",
                  "page-terms-url",
                  "https://example.com/terms?a=1&b=2",
                  "page-privacy-url",
                  "https://example.com/privacy",
                  "page-support",
                  "help@example.com"))
          .prepared(folder -> Files.writeString(folder.resolve("logo.svg"), SVG));

  @TempDir private Path folder;

  /** Without an icon, each page would cause a 404 in the browser's console. */
  @Test
  void browsersFindAnIcon() {
    Reply icon = server.calls().get("/favicon.ico");
    assertThat(icon.status()).isEqualTo(200);
    assertThat(icon.header("content-type")).hasValue("image/vnd.microsoft.icon");
    assertThat(icon.header("cache-control")).hasValue("max-age=86400");
    assertThat(icon.header("x-content-type-options")).hasValue("nosniff");
    assertThat(Integer.parseInt(icon.header("content-length").orElseThrow())).isLessThan(1_000);
  }

  @Test
  void pagesHaveNameLogoAndLinks() {
    String page = server.calls().get("/login").body();
    assertThat(page)
        .contains(
            "<title>Sign in – Bücher &amp; &lt;b&gt;mehr&lt;/b&gt;</title>",
            "\" alt=\"Bücher &amp; &lt;b>mehr&lt;/b>\">",
            "<a href=\"https://example.com/terms?a=1&amp;b=2\">Terms</a>",
            "<a href=\"https://example.com/privacy\">Privacy</a>",
            "<a href=\"mailto:help@example.com\">Help</a>")
        .containsPattern("<img src=\"/pages-logo\\?v=[0-9a-f]{16}\"")
        .doesNotContain("REST-auth");
    assertThat(server.calls().get("/login?lang=de").body()).contains(">Bedingungen</a>");
    assertThat(server.calls().get("/logout/done").body()).contains("/pages-logo");
  }

  @Test
  void logoIsAnImageInWhichNothingRuns() {
    String page = server.calls().get("/login").body();
    String url = page.replaceAll("(?s).*<img src=\"([^\"]*)\".*", "$1");
    Reply logo = server.calls().get(url);
    assertThat(logo.status()).isEqualTo(200);
    assertThat(logo.body()).isEqualTo(SVG);
    assertThat(logo.header("content-type")).hasValue("image/svg+xml");
    assertThat(logo.header("cache-control")).hasValue("max-age=31536000, immutable");
    assertThat(logo.header("x-content-type-options")).hasValue("nosniff");
    assertThat(logo.header("content-security-policy").orElse(""))
        .startsWith("default-src 'none'; ")
        .contains("sandbox")
        .doesNotContain("script");
    assertThat(server.calls().get("/pages-logo").header("cache-control")).hasValue("max-age=60");
  }

  @Test
  void colourIsAtTheEndOfTheStylesheet() {
    assertThat(server.calls().get("/pages.css").body())
        .contains("--accent: #ffcc00;", "--on-accent: #000000;");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "page-color | blue | expected a colour such as #2456c9",
        "page-terms-url | http://example.com/ | expected an https URL",
        "page-privacy-url | javascript:alert(1) | expected an https URL",
        "page-privacy-url | https://user@example.com/ | expected an https URL",
        "page-support | help | expected a mail address or an https URL",
        "page-support | a@b?subject=x | expected a mail address or an https URL",
        "page-logo | missing.svg | there is no such file",
      })
  void aWrongValueIsAnError(String setting, String value, String error) {
    assertThatThrownBy(() -> TestServer.start(folder, new SetClock(), Map.of(setting, value)))
        .hasMessageContaining(setting)
        .hasMessageContaining(error);
  }

  @Test
  void aNameIsShortAndOnOneLine() {
    for (String name : new String[] {" ", "x".repeat(61), "two\nlines"}) {
      assertThatThrownBy(() -> TestServer.start(folder, new SetClock(), Map.of("page-name", name)))
          .hasMessageContaining("page-name");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<svg>",
        "\ufeff<?xml version='1.0' encoding='utf-8'?><!-- made by hand --><svg viewBox='0 0 1 1'/>",
        "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'x'>\n<svg >"
      })
  void svgFilesAreLogos(String text) throws IOException {
    assertThat(logo(text.getBytes(StandardCharsets.UTF_8)).file().type())
        .isEqualTo("image/svg+xml");
  }

  @Test
  void pngFilesAreLogosAndOthersAreNot() throws IOException {
    byte[] png = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0};
    assertThat(logo(png).file().type()).isEqualTo("image/png");
    for (String text :
        new String[] {"", "GIF89a", "<html><svg>", "<!DOCTYPE svg [<!ENTITY x 'y'>]><svg>"}) {
      assertThatThrownBy(() -> logo(text.getBytes(StandardCharsets.UTF_8)))
          .hasMessage("expected an SVG or PNG file");
    }
    assertThatThrownBy(() -> logo(new byte[100 * 1024 + 1]))
        .hasMessage("expected a file of at most 100 KB");
  }

  private PageLogo logo(byte[] content) throws IOException {
    return PageLogo.read(Files.write(folder.resolve("logo"), content));
  }
}

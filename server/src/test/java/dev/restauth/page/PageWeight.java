package dev.restauth.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The size of a page with all that a browser loads for it: stylesheet, scripts, their imports, and
 * images of this server.
 */
public final class PageWeight {
  /** The maximum size of a page, in bytes. */
  public static final int AT_MOST = 30_000;

  private static final Pattern LOADED =
      Pattern.compile(
          "<(?:script|img)[^>]* src=\"(/[^\"]+)\"|rel=\"stylesheet\" href=\"([^\"]+)\"");
  private static final Pattern IMPORTED = Pattern.compile("(?m)^import .* from '([^']+)';");

  private final HttpCalls calls;
  private final Set<String> loaded = new HashSet<>();
  private int bytes;

  private PageWeight(HttpCalls calls) {
    this.calls = calls;
  }

  /**
   * Returns the size of a page and of all its files in bytes, as browsers receive them, compressed.
   */
  public static int of(HttpCalls calls, Reply page) {
    PageWeight weight = new PageWeight(calls);
    weight.bytes = page.body().getBytes(UTF_8).length;
    Matcher files = LOADED.matcher(page.body());
    while (files.find()) {
      weight.load(URI.create(files.group(1) == null ? files.group(2) : files.group(1)));
    }
    assertThat(weight.loaded).hasSizeGreaterThan(1);
    return weight.bytes;
  }

  private void load(URI file) {
    if (!loaded.add(file.toString())) {
      return;
    }
    Reply compressed = calls.get(file.toString(), "Accept-Encoding: gzip, deflate, br");
    assertThat(compressed.status()).as(file.toString()).isEqualTo(200);
    bytes += Integer.parseInt(compressed.header("content-length").orElseThrow());
    Matcher modules = IMPORTED.matcher(calls.get(file.toString()).body());
    while (modules.find()) {
      load(file.resolve(modules.group(1)));
    }
  }
}

package dev.restauth.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** Forms for tests of other packages. */
public final class Forms {
  private Forms() {}

  /** Returns a form with these parameters. */
  public static Form of(Map<String, String> parameters) {
    return Form.read(
            parameters.entrySet().stream()
                .map(
                    each ->
                        each.getKey()
                            + "="
                            + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&")))
        .orElseThrow();
  }
}

package dev.restauth.oauth.authorize;

import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** Answers with parameters in the query of a redirect. */
final class QueryMode implements ResponseMode {
  @Override
  public String name() {
    return "query";
  }

  @Override
  public boolean suits(String redirectUri) {
    return true;
  }

  /**
   * Redirects the browser. The existing query of the redirect URI is preserved, byte for byte. The
   * status is 303, so that browsers do not repeat a form (RFC 9700 section 4.12).
   */
  @Override
  public Answer send(Call call, String redirectUri, Map<String, String> parameters) {
    int query = redirectUri.indexOf('?');
    String separator = query < 0 ? "?" : query == redirectUri.length() - 1 ? "" : "&";
    return Answer.seeOther(redirectUri + separator + encoded(parameters));
  }

  private static String encoded(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(
            each ->
                each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}

package dev.restauth.oauth.authorize;

import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import java.util.Map;

/**
 * Answers with a form that the browser sends to the client (OAuth 2.0 Form Post Response Mode). A
 * script sends the form; without scripts, the user sends it with a button.
 */
final class FormPostMode implements ResponseMode {
  @Override
  public String name() {
    return "form_post";
  }

  /**
   * Returns whether the redirect URI belongs to a web server: browsers send forms only to web
   * servers.
   */
  @Override
  public boolean suits(String redirectUri) {
    return redirectUri.startsWith("https://") || redirectUri.startsWith("http://");
  }

  @Override
  public Answer send(Call call, String redirectUri, Map<String, String> parameters) {
    return call.page(200, new FormPostView(redirectUri, Map.copyOf(parameters)))
        .allowingFormToLeave();
  }
}

package dev.restauth.oauth.authorize;

import dev.restauth.page.View;
import java.util.Map;
import java.util.Optional;

/**
 * The page that sends the answer to a client.
 *
 * @param target the client's redirect URI
 * @param parameters the parameters of the answer
 */
public record FormPostView(String target, Map<String, String> parameters) implements View {
  /** The path of the script that sends the form. */
  static final String SCRIPT = "/oauth/form-post.js";

  @Override
  public String template() {
    return "authorize/form-post.jte";
  }

  @Override
  public Optional<String> script() {
    return Optional.of(SCRIPT);
  }

  @Override
  public String scriptType() {
    return "text/javascript";
  }

  /** Returns a text without the parameters, which include the code. */
  @Override
  public String toString() {
    return "FormPostView[target=" + target + "]";
  }
}

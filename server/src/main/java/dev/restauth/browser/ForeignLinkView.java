package dev.restauth.browser;

import dev.restauth.page.View;
import java.util.Optional;

/**
 * The page for a browser that opens the link in a mail with a code, although another browser
 * requested the mail. The page shows the code, but logs nobody in.
 *
 * @param path the path of the page itself
 */
public record ForeignLinkView(String path) implements View {
  @Override
  public String template() {
    return "browser/foreign-link.jte";
  }

  @Override
  public Optional<String> address() {
    return Optional.of(path);
  }

  @Override
  public Optional<String> script() {
    return Optional.of(LoginScriptRoutes.LINK_SCRIPT);
  }
}

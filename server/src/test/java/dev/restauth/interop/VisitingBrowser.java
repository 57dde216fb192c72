package dev.restauth.interop;

import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.OidcScene;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A browser whose user logs in, consents and logs out on each page that asks for it. */
final class VisitingBrowser {
  private static final Pattern ACTION =
      Pattern.compile("<form method=\"post\" action=\"([^\"]+)\"");
  private static final int STEPS = 20;

  private final OpenidScene scene;
  private final OidcScene.Browser browser;

  VisitingBrowser(OpenidScene scene) {
    this.scene = scene;
    this.browser = new OidcScene(scene.server()).browser();
  }

  /**
   * Opens a URL. Returns the URL with which the server redirects the browser to the client's
   * address.
   */
  URI visit(URI url, URI client) {
    Reply reply = browser.get(path(url.toString()));
    for (int i = 0; i < STEPS; i++) {
      Optional<String> location = reply.header("location");
      if (location.filter(each -> each.startsWith(client.toString())).isPresent()) {
        return URI.create(location.get());
      }
      reply = location.isPresent() ? browser.get(path(location.get())) : press(reply);
    }
    throw new AssertionError("endless: " + reply);
  }

  private Reply press(Reply page) {
    Matcher action = ACTION.matcher(page.body());
    if (!action.find()) {
      throw new AssertionError(page.toString());
    }
    Map<String, String> fields = new LinkedHashMap<>(OidcScene.hidden(page));
    if (page.body().contains("id=\"sign-in\"")) {
      fields.put("username", OpenidScene.USER);
      fields.put("password", OpenidScene.PASSWORD);
      fields.put("decision", "sign-in");
    } else if (page.body().contains("id=\"allow\"")) {
      fields.put("decision", "allow");
    }
    return browser.form(path(action.group(1)), fields);
  }

  private String path(String url) {
    return url.replace(scene.issuer(), "");
  }
}

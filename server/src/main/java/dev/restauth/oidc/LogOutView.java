package dev.restauth.oidc;

import dev.restauth.page.View;
import java.util.List;

/**
 * The page that asks whether a user wants to log out.
 *
 * @param username the name of the logged-in user
 * @param unregistered whether the request contains a URL to which the browser should continue, but
 *     the URL is not registered for the client
 * @param action the path to which the browser sends the form
 * @param token the form token
 * @param fields the parameters of the request
 */
public record LogOutView(
    String username, boolean unregistered, String action, String token, List<Field> fields)
    implements View {
  /** Copies the fields. */
  public LogOutView {
    fields = List.copyOf(fields);
  }

  /** A hidden field of the form. */
  public record Field(String name, String value) {}

  @Override
  public String template() {
    return "oidc/logout.jte";
  }
}

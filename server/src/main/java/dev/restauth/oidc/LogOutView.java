package dev.restauth.oidc;

import dev.restauth.page.View;
import java.util.List;

/**
 * The page that asks whether a user wants to log out.
 *
 * @param username the name of the user who is logged in
 * @param unregistered whether the request names an address to which the browser should continue, and the address is not
 *     registered for the client
 * @param action the path to which the browser sends the form
 * @param token the token of the form
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

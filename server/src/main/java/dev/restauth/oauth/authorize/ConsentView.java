package dev.restauth.oauth.authorize;

import dev.restauth.page.Message;
import dev.restauth.page.View;
import java.util.List;
import java.util.Optional;

/**
 * The page that asks a user to consent to an application's request.
 *
 * @param application the name of the client
 * @param username the name of the user
 * @param allowances descriptions of what the application will be allowed to do
 * @param resources the services that the application may access; none for this server itself
 * @param recipient the recipient of the answer
 * @param warning the reason why the recipient may be a different program; empty if there is none
 * @param request the sealed request
 * @param action the path to which the form is sent
 * @param token the form token
 */
public record ConsentView(
    String application,
    String username,
    List<Message> allowances,
    List<String> resources,
    String recipient,
    Optional<Message> warning,
    String request,
    String action,
    String token)
    implements View {
  @Override
  public String template() {
    return "authorize/consent.jte";
  }

  @Override
  public Optional<String> address() {
    return Optional.of(action + "?" + SealedRequests.PARAMETER + "=" + request);
  }

  /** Returns a text without the request and the token. */
  @Override
  public String toString() {
    return "ConsentView[application=" + application + "]";
  }
}

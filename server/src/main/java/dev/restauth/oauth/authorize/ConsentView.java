package dev.restauth.oauth.authorize;

import dev.restauth.page.Message;
import dev.restauth.page.View;
import java.util.List;
import java.util.Optional;

/**
 * The page that asks a user whether an application may have what it asks for.
 *
 * @param application the name of the client
 * @param username the user who is asked
 * @param allowances what the application may do then, in words
 * @param resources the services at which it may do so; none for this server
 * @param recipient where the answer goes
 * @param warning why the recipient may be another program than it says
 * @param request the sealed request
 * @param action the path that receives the form
 * @param token the token of the form
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

  /** Leaves out the request and the token. */
  @Override
  public String toString() {
    return "ConsentView[application=" + application + "]";
  }
}

package dev.restauth.oauth.authentication;

import dev.restauth.oauth.client.CachedClients;
import dev.restauth.oauth.client.Client;
import dev.restauth.oauth.client.Client.AuthenticationMethod;
import java.util.Optional;

/**
 * The method {@code client_secret_post}. The client id and the secret are in the form (RFC 6749
 * section 2.3.1).
 */
record PostedSecret(CachedClients clients) implements AuthenticationWay {
  private static final String SECRET = "client_secret";
  private static final int LENGTH_AT_MOST = 512;

  @Override
  public AuthenticationMethod method() {
    return AuthenticationMethod.CLIENT_SECRET_POST;
  }

  @Override
  public boolean isIn(ClientRequest request) {
    return request.parameter(SECRET).isPresent();
  }

  @Override
  public Presented read(ClientRequest request) {
    Optional<String> id = request.parameter("client_id");
    String secret = request.parameter(SECRET).orElse("");
    return id.<Presented>map(
            named -> new Presented.Credentials(named, client -> isSecret(clients, client, secret)))
        .orElseGet(() -> new Presented.Malformed("The parameter client_id is missing."));
  }

  /** Returns whether a text is a secret of the client. */
  static boolean isSecret(CachedClients clients, Client client, String text) {
    return text.length() <= LENGTH_AT_MOST && clients.isSecret(client.id(), text);
  }
}

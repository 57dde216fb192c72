package dev.restauth.oauth.authentication;

import dev.restauth.oauth.client.Client;
import dev.restauth.oauth.client.Client.AuthenticationMethod;

/** {@code none}: a public client, which only sends its id. */
record NoAuthentication() implements AuthenticationWay {
  @Override
  public AuthenticationMethod method() {
    return AuthenticationMethod.NONE;
  }

  @Override
  public boolean isIn(ClientRequest request) {
    return false; // a request is from a public client if it has no credentials for any other way
  }

  @Override
  public Presented read(ClientRequest request) {
    return request
        .parameter("client_id")
        .<Presented>map(
            id -> new Presented.Credentials(id, client -> client.kind() == Client.Kind.PUBLIC))
        .orElseGet(Presented.Invalid::new);
  }
}

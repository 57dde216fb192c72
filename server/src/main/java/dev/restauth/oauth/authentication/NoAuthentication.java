package dev.restauth.oauth.authentication;

import dev.restauth.oauth.client.Client;
import dev.restauth.oauth.client.Client.AuthenticationMethod;

/** {@code none}: a public client, which only names itself. */
record NoAuthentication() implements AuthenticationWay {
  @Override
  public AuthenticationMethod method() {
    return AuthenticationMethod.NONE;
  }

  @Override
  public boolean isIn(ClientRequest request) {
    return false; // it is what remains if a request has credentials for no other way
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

package dev.restauth.oauth.authentication;

import dev.restauth.oauth.client.Client;
import dev.restauth.oauth.client.Client.AuthenticationMethod;

/** The method {@code none}, for public clients, which only send their id. */
record NoAuthentication() implements AuthenticationWay {
  @Override
  public AuthenticationMethod method() {
    return AuthenticationMethod.NONE;
  }

  @Override
  public boolean isIn(ClientRequest request) {
    return false; // this way applies if no other way does
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

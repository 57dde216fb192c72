package dev.restauth.oauth;

import dev.restauth.oauth.client.Client;
import dev.restauth.token.TokenProfile;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The client of all requests that name no client, or the client {@code restauth}. The sessions of
 * log-ins that no registered client started belong to this client.
 */
public final class OwnClient {
  static final Client CLIENT =
      new Client(
          TokenProfile.CLIENT_ID,
          TokenProfile.CLIENT_ID,
          Client.Kind.PUBLIC,
          true,
          Client.AuthenticationMethod.NONE,
          List.of(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          true,
          Set.of("refresh_token"),
          Set.of(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          "",
          Optional.empty(),
          Set.of(),
          0);

  private OwnClient() {}

  /** Returns whether a client is this client, and not a registered one. */
  public static boolean is(Client client) {
    return client.id().equals(TokenProfile.CLIENT_ID);
  }
}

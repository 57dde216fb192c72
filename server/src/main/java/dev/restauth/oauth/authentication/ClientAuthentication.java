package dev.restauth.oauth.authentication;

import dev.restauth.event.EventType;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.oauth.authentication.AuthenticationWay.Presented;
import dev.restauth.oauth.client.CachedClients;
import dev.restauth.oauth.client.Client;
import dev.restauth.store.Store;
import dev.restauth.token.TokenProfile;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Authenticates the client of a request (RFC 6749 section 2.3). The request must use exactly one
 * method, the one for which the client is registered. The answer is the same for an unknown client,
 * a wrong secret and a wrong method. Thread-safe.
 */
public final class ClientAuthentication {
  private static final String REFUSED =
      "The client is not registered, is registered for another way to authenticate, or did not"
          + " authenticate correctly.";

  private final CachedClients clients;
  private final SecurityEvents events;
  private final List<AuthenticationWay> ways;
  private final AuthenticationWay none = new NoAuthentication();

  /**
   * Creates the authentication for these clients.
   *
   * @param keys finds the public keys of clients that sign assertions
   */
  public ClientAuthentication(
      CachedClients clients,
      Store store,
      AssertionKeys keys,
      SecurityEvents events,
      InstantSource clock) {
    this.clients = clients;
    this.events = events;
    this.ways =
        List.of(
            new BasicSecret(clients),
            new PostedSecret(clients),
            new SignedAssertion(new SpentAssertions(store), keys, clock));
  }

  /**
   * Authenticates the client.
   *
   * @throws dev.restauth.store.StoreUnavailableException if the client is not cached and cannot be
   *     read
   */
  public ClientOutcome authenticate(ClientRequest request) {
    return authenticate(request, true);
  }

  /**
   * Authenticates the client of a request that may contain other credentials, such as a service
   * key. A failure is recorded only if the request names a registered client.
   */
  public Optional<Client> find(ClientRequest request) {
    return authenticate(request, false) instanceof ClientOutcome.Known(Client client)
        ? Optional.of(client)
        : Optional.empty();
  }

  private ClientOutcome authenticate(ClientRequest request, boolean recordsAll) {
    List<AuthenticationWay> used = ways.stream().filter(way -> way.isIn(request)).toList();
    if (used.size() > 1) {
      return new ClientOutcome.Malformed(
          "Authenticate in one way only: by the Authorization header, by client_secret or by"
              + " client_assertion.");
    }
    if (used.isEmpty() && isOwn(request.parameter("client_id"))) {
      return new ClientOutcome.OwnClient();
    }
    AuthenticationWay way = used.isEmpty() ? none : used.getFirst();
    return switch (way.read(request)) {
      case Presented.Malformed(String why) -> new ClientOutcome.Malformed(why);
      case Presented.Invalid() -> refused(request, Optional.empty(), recordsAll);
      case Presented.Credentials(String id, AuthenticationWay.Proof proof) ->
          checked(request, way, id, proof, recordsAll);
    };
  }

  private static boolean isOwn(Optional<String> clientId) {
    return clientId.isEmpty() || clientId.get().equals(TokenProfile.CLIENT_ID);
  }

  private ClientOutcome checked(
      ClientRequest request,
      AuthenticationWay way,
      String id,
      AuthenticationWay.Proof proof,
      boolean recordsAll) {
    Optional<Client> client = clients.find(id);
    return client
        .filter(found -> found.authentication() == way.method())
        .filter(proof::of)
        .<ClientOutcome>map(ClientOutcome.Known::new)
        .orElseGet(() -> refused(request, client.map(Client::id), recordsAll));
  }

  private ClientOutcome refused(
      ClientRequest request, Optional<String> registered, boolean recordsAll) {
    SecurityEvent event =
        SecurityEvent.of(EventType.CLIENT_AUTHENTICATION_FAILED).from(Optional.of(request.from()));
    if (recordsAll || registered.isPresent()) {
      events.write(registered.map(event::client).orElse(event));
    }
    return new ClientOutcome.Refused(REFUSED);
  }
}

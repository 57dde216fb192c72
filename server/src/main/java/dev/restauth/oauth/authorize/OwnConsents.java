package dev.restauth.oauth.authorize;

import dev.restauth.account.AccountRows;
import dev.restauth.event.EventType;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.oauth.authorize.ConsentRows.Consent;
import dev.restauth.oauth.client.Client;
import dev.restauth.oauth.client.Clients;
import dev.restauth.page.Message;
import dev.restauth.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Users' own consents: listing and withdrawing them. Thread-safe. */
public final class OwnConsents {
  private final Store store;
  private final Clients clients;
  private final WithdrawalListener listener;
  private final SecurityEvents events;

  OwnConsents(Store store, Clients clients, WithdrawalListener listener, SecurityEvents events) {
    this.store = store;
    this.clients = clients;
    this.listener = listener;
    this.events = events;
  }

  List<Consent> of(long accountId) {
    return store.reading(tx -> new ConsentRows(tx).of(accountId));
  }

  /**
   * A user's consent to a client, in a form for people.
   *
   * @param clientName the name of the client; empty if the client no longer exists
   * @param scopes descriptions of what the client may do
   * @param resources the resources that the client may access; none if the consent names no
   *     specific resources
   * @param allowedAt the time of the last consent
   */
  public record Allowed(
      String clientId,
      Optional<String> clientName,
      List<Message> scopes,
      List<String> resources,
      Instant allowedAt) {
    /** Copies the lists. */
    public Allowed {
      scopes = List.copyOf(scopes);
      resources = List.copyOf(resources);
    }
  }

  /** Returns a user's consents, in the order of the client ids. */
  public List<Allowed> allowed(long accountId) {
    return of(accountId).stream().map(this::inWords).toList();
  }

  private Allowed inWords(Consent consent) {
    return new Allowed(
        consent.clientId(),
        clients.find(consent.clientId()).map(Client::name),
        ScopeWords.of(consent.scope().stream().sorted().toList()),
        consent.audience().stream().sorted().toList(),
        consent.createdAt());
  }

  /**
   * Withdraws a user's consent to a client. The client's sessions for the account are revoked,
   * including their tokens. Unredeemed codes become invalid.
   *
   * @return whether there was a consent
   */
  public boolean withdraw(long accountId, String clientId, Network from) {
    return store.inTransaction(
        tx -> {
          if (!new AccountRows(tx).lockUnlessClosed(accountId)
              || !new ConsentRows(tx).remove(accountId, clientId)) {
            return false;
          }
          new AuthorizationCodeRows(tx).removeUnredeemed(accountId, clientId);
          listener.in(tx, accountId, clientId, Optional.of(from));
          events.record(
              tx,
              SecurityEvent.of(EventType.USER_CONSENT_WITHDRAWN)
                  .about(accountId)
                  .from(Optional.of(from))
                  .client(clientId));
          return true;
        });
  }
}

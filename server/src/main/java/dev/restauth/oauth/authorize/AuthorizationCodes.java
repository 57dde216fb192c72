package dev.restauth.oauth.authorize;

import dev.restauth.account.AccountRows;
import dev.restauth.browser.BrowserSession;
import dev.restauth.browser.BrowserSessions;
import dev.restauth.crypto.SecretText;
import dev.restauth.crypto.Sha256;
import dev.restauth.event.EventType;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.oauth.authorize.ConsentRows.Consent;
import dev.restauth.oauth.authorize.ConsentRule.Login;
import dev.restauth.oauth.authorize.SealedRequests.Begun;
import dev.restauth.oauth.client.Client;
import dev.restauth.oauth.client.Clients;
import dev.restauth.oauth.client.RedirectUris;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Issues authorization codes (RFC 6749 section 4.1.2). Thread-safe. */
final class AuthorizationCodes {
  /** The time within which a code must be redeemed. */
  static final Duration DURATION = Duration.ofSeconds(60);

  /**
   * The maximum number of unredeemed codes of an account. Without this limit, a logged-in user
   * could fill the database.
   */
  static final int UNREDEEMED_AT_MOST = 100;

  private final Store store;
  private final Clients clients;
  private final BrowserSessions sessions;
  private final SecurityEvents events;

  AuthorizationCodes(
      Store store, Clients clients, BrowserSessions sessions, SecurityEvents events) {
    this.store = store;
    this.clients = clients;
    this.sessions = sessions;
    this.events = events;
  }

  /** The result of requesting a code. */
  sealed interface Outcome {
    /** A code, of which only the digest is stored. */
    record Issued(String code) implements Outcome {
      /** Returns a text without the code. */
      @Override
      public String toString() {
        return "Issued";
      }
    }

    /** The user must be asked for consent. */
    record ConsentRequired() implements Outcome {}

    /** The browser's log-in has ended in the meantime. */
    record LoginEnded() implements Outcome {}

    /** The pushed request was already used. */
    record Used() implements Outcome {}

    /** The client may have none of the requested scopes, or may not have a requested resource. */
    record Refused(AuthorizationError error) implements Outcome {}

    /**
     * The client was disabled, or the redirect URI is no longer registered for it. No answer may be
     * sent to the client.
     */
    record ClientGone() implements Outcome {}
  }

  /**
   * The consent that a request needs, even if the user need not be asked for it.
   *
   * @param refusal the error with which the request is refused without asking
   * @param consented the scopes to which the user consents
   * @param audience the resources for which the user consents to them
   */
  record Question(
      Client client,
      RedirectUris.Match match,
      Optional<AuthorizationError> refusal,
      Set<String> consented,
      List<String> audience,
      boolean mustAsk) {}

  /**
   * Returns the question for a user; empty if the client was disabled or its redirect URI is no
   * longer registered.
   */
  Optional<Question> question(AuthorizationRequest request, long accountId) {
    return store.reading(
        tx ->
            rule(tx, clients.find(tx, request.clientId()), request, accountId)
                .map(
                    rule ->
                        new Question(
                            rule.client(),
                            rule.match(),
                            rule.refusal(),
                            rule.consented(),
                            rule.audience(),
                            rule.mustAsk())));
  }

  /**
   * Issues a code in one transaction. The transaction reads again everything that may have changed
   * during the request: the client, its redirect URI, scopes and resources, the account, and the
   * log-in.
   *
   * @param yes whether the user has just consented to exactly this request
   */
  Outcome issue(Begun begun, BrowserSession session, boolean yes, Network from) {
    String code = SecretText.AUTHORIZATION_CODE.next();
    return store.inTransaction(
        tx -> {
          if (!new AccountRows(tx).lock(session.accountId(), session.generation())
              || !sessions.isLive(tx, session.id())) {
            return new Outcome.LoginEnded();
          }
          AuthorizationRequest request = begun.request();
          Optional<ConsentRule> rule =
              rule(tx, clients.hold(tx, request.clientId()), request, session.accountId());
          return rule.isEmpty()
              ? new Outcome.ClientGone()
              : issue(tx, begun, session, rule.get(), yes, from, code);
        });
  }

  private Outcome issue(
      Transaction tx,
      Begun begun,
      BrowserSession session,
      ConsentRule rule,
      boolean yes,
      Network from,
      String code) {
    Optional<AuthorizationError> refusal = rule.refusal();
    if (refusal.isPresent()) {
      return new Outcome.Refused(refusal.get());
    }
    if (rule.mustAsk() && !yes) {
      return new Outcome.ConsentRequired();
    }
    Instant now = tx.now();
    if (!isUnused(tx, begun, now)) {
      return new Outcome.Used();
    }
    if (yes) {
      consent(tx, session.accountId(), rule, from, now);
    }
    AuthorizationCodeRows codes = new AuthorizationCodeRows(tx);
    codes.keepUnredeemed(session.accountId(), UNREDEEMED_AT_MOST - 1L);
    codes.add(
        Sha256.of(code),
        rule.code(
            new Login(
                session.accountId(),
                session.generation(),
                session.methods(),
                session.authenticatedAt()),
            Optional.of(session.id()),
            now));
    return new Outcome.Issued(code);
  }

  private static Optional<ConsentRule> rule(
      Transaction tx, Optional<Client> active, AuthorizationRequest request, long accountId) {
    Destination answer = request.answer();
    Optional<String> asked = answer.given() ? Optional.of(answer.redirectUri()) : Optional.empty();
    return active
        .filter(client -> client.generation() == request.generation())
        .filter(client -> client.grantTypes().contains("authorization_code"))
        .flatMap(
            client ->
                RedirectUris.match(client, asked)
                    .filter(match -> match.uri().equals(answer.redirectUri()))
                    .map(
                        match ->
                            new ConsentRule(
                                request,
                                client,
                                match,
                                new ConsentRows(tx).find(accountId, client.id()))));
  }

  /**
   * Uses up a pushed request (RFC 9126 section 4). Returns false only if the request was pushed and
   * is already used up. If the request has no row, because its URI has expired or because it was
   * sealed into its URI, this call adds one. The row lasts as long as a sealed request, so that no
   * other browser that has opened the URI can use the request.
   */
  private static boolean isUnused(Transaction tx, Begun begun, Instant now) {
    Optional<String> pushed = begun.request().pushed();
    return pushed.isEmpty()
        || new PushedRequestRows(tx)
            .spend(
                PushedRequests.bytes(pushed.get()),
                begun.request().clientId(),
                now.plus(SealedRequests.DURATION));
  }

  private void consent(
      Transaction tx, long accountId, ConsentRule rule, Network from, Instant now) {
    new ConsentRows(tx)
        .grow(
            accountId,
            new Consent(rule.client().id(), rule.consented(), Set.copyOf(rule.audience()), now));
    events.record(
        tx,
        SecurityEvent.of(EventType.USER_CONSENTED)
            .about(accountId)
            .from(Optional.of(from))
            .client(rule.client().id()),
        now);
  }
}

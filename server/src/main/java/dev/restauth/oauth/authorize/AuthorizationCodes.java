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
import java.util.Optional;
import java.util.Set;

/** Issues authorization codes (RFC 6749 section 4.1.2). Thread-safe. */
final class AuthorizationCodes {
  /** The time in which a code can be redeemed. */
  static final Duration DURATION = Duration.ofSeconds(60);

  /** The maximum number of unredeemed codes of an account: otherwise a user who is logged in could fill the database. */
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

  /** The result of asking for a code. */
  sealed interface Outcome {
    /** A code, which is stored only as its digest. */
    record Issued(String code) implements Outcome {
      /** Leaves out the code. */
      @Override
      public String toString() {
        return "Issued";
      }
    }

    /** The user has to be asked. */
    record ConsentRequired() implements Outcome {}

    /** The log-in of the browser has ended meanwhile. */
    record LoginEnded() implements Outcome {}

    /** The pushed request was used already. */
    record Used() implements Outcome {}

    /** Nothing is left of the scopes that were asked for. */
    record NoScope() implements Outcome {}

    /** The client is disabled, or the address is registered for it no longer: nothing may be sent there. */
    record ClientGone() implements Outcome {}
  }

  /**
   * The consent that the user would be asked for, even if it need not be asked for.
   *
   * @param scope what the client's tokens may have
   * @param consented what the user says yes to
   */
  record Question(
      Client client,
      RedirectUris.Match match,
      Set<String> scope,
      Set<String> consented,
      boolean mustAsk) {}

  /** Returns what to ask a user; empty if the client or its address is gone. */
  Optional<Question> question(AuthorizationRequest request, long accountId) {
    return store.reading(
        tx ->
            rule(tx, clients.find(tx, request.clientId()), request, accountId)
                .map(
                    rule ->
                        new Question(
                            rule.client(),
                            rule.match(),
                            rule.scope(),
                            rule.consented(),
                            rule.mustAsk())));
  }

  /**
   * Issues a code in one transaction, which reads everything again that can have changed while the request was under way: the
   * client, its address, scopes and resources, the account, and the log-in.
   *
   * @param yes whether the user has just said yes to exactly this request
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
    if (rule.scope().isEmpty()) {
      return new Outcome.NoScope();
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
   * Uses a pushed request up (RFC 9126 section 4). Its row may be missing, since its URI has ended; this browser began
   * in time. Other browsers that began in time cannot use it again while their sealed requests are valid.
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

package dev.restauth.oauth.authorize;

import dev.restauth.account.AccountRows;
import dev.restauth.assurance.Authentication;
import dev.restauth.crypto.SecretText;
import dev.restauth.crypto.Sha256;
import dev.restauth.oauth.authorize.ConsentRule.Login;
import dev.restauth.oauth.client.Client;
import dev.restauth.oauth.client.Clients;
import dev.restauth.oauth.client.RedirectUris;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.util.Optional;

/**
 * Issues authorization codes to the operator's apps, for log-ins without a browser. A session that
 * begins with such a code belongs to no browser session, and has the usual duration. Thread-safe.
 */
final class ChallengeCodes {
  /** A placeholder for the redirect URI: the code is sent to the sender of the request. */
  private static final RedirectUris.Match NOWHERE =
      new RedirectUris.Match("", false, RedirectUris.Target.WEB);

  private final Store store;
  private final Clients clients;

  ChallengeCodes(Store store, Clients clients) {
    this.store = store;
    this.clients = clients;
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

    /** The account has changed since the authentication. */
    record Changed() implements Outcome {}

    /** The client may have none of the requested scopes, or may not have a requested resource. */
    record Refused(AuthorizationError error) implements Outcome {}

    /**
     * The client was disabled or is no longer the operator's own, or its redirect URI is no longer
     * registered.
     */
    record ClientGone() implements Outcome {}
  }

  /**
   * Returns the redirect URI to which the answer would be sent if the client used a browser.
   *
   * @return the redirect URI; empty if the request names a URI that is not registered for the
   *     client
   */
  static Optional<RedirectUris.Match> match(Client client, Optional<String> redirectUri) {
    return redirectUri.isEmpty() ? Optional.of(NOWHERE) : RedirectUris.match(client, redirectUri);
  }

  /**
   * Issues a code in one transaction. The transaction reads again everything that may have changed
   * since the first step.
   */
  Outcome issue(AuthorizationRequest request, Authentication authentication) {
    String code = SecretText.AUTHORIZATION_CODE.next();
    long accountId = authentication.accountId();
    return store.inTransaction(
        tx ->
            new AccountRows(tx).lock(accountId, authentication.generation())
                ? rule(tx, request, accountId)
                    .map(rule -> issue(tx, rule, authentication, code))
                    .orElseGet(Outcome.ClientGone::new)
                : new Outcome.Changed());
  }

  private Optional<ConsentRule> rule(Transaction tx, AuthorizationRequest request, long accountId) {
    Destination answer = request.answer();
    return clients
        .hold(tx, request.clientId())
        .filter(client -> client.generation() == request.generation())
        .filter(Client::firstParty)
        .filter(client -> client.grantTypes().contains("authorization_code"))
        .flatMap(
            client ->
                match(client, answer.given() ? Optional.of(answer.redirectUri()) : Optional.empty())
                    .map(
                        match ->
                            new ConsentRule(
                                request,
                                client,
                                match,
                                new ConsentRows(tx).find(accountId, client.id()))));
  }

  private static Outcome issue(
      Transaction tx, ConsentRule rule, Authentication authentication, String code) {
    Optional<AuthorizationError> refusal = rule.refusal();
    if (refusal.isPresent()) {
      return new Outcome.Refused(refusal.get());
    }
    AuthorizationCodeRows codes = new AuthorizationCodeRows(tx);
    codes.keepUnredeemed(authentication.accountId(), AuthorizationCodes.UNREDEEMED_AT_MOST - 1L);
    codes.add(
        Sha256.of(code),
        rule.code(
            new Login(
                authentication.accountId(),
                authentication.generation(),
                authentication.methods(),
                authentication.at()),
            Optional.empty(),
            tx.now()));
    return new Outcome.Issued(code);
  }
}

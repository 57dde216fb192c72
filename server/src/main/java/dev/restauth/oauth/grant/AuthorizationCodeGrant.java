package dev.restauth.oauth.grant;

import dev.restauth.account.AccountRows;
import dev.restauth.crypto.Sha256;
import dev.restauth.oauth.Grant;
import dev.restauth.oauth.OauthError;
import dev.restauth.oauth.Resources;
import dev.restauth.oauth.authorize.AuthorizationCodeRows;
import dev.restauth.oauth.authorize.AuthorizationCodeRows.AuthorizationCode;
import dev.restauth.oauth.client.Clients;
import dev.restauth.session.ClientGrant;
import dev.restauth.session.ClientSessions;
import dev.restauth.session.Sessions.NewSession;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import dev.restauth.token.ClientTokenIssuer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The authorization-code grant (RFC 6749 section 4.1.3, RFC 7636). A code can be redeemed once. If
 * a second request presents the code and is otherwise valid, two parties have the code. The session
 * that began with the code is then revoked.
 *
 * @param clients determines whether the client is still active
 * @param issuer determines the scopes that may be granted
 */
public record AuthorizationCodeGrant(
    Store store, Clients clients, ClientSessions sessions, ClientTokenIssuer issuer)
    implements Grant {
  private static final String CODE = "code";
  private static final String REDIRECT_URI = "redirect_uri";
  private static final String CODE_VERIFIER = "code_verifier";

  private static final Outcome UNKNOWN =
      refused(
          "The code is not valid: it was issued a minute ago or more, it was used before, it belongs"
              + " to another client, or its log-in has ended. Begin again.");

  @Override
  public String type() {
    return "authorization_code";
  }

  @Override
  public Set<String> parameters() {
    return Set.of(CODE);
  }

  @Override
  public Set<String> optional() {
    return Set.of(REDIRECT_URI, CODE_VERIFIER);
  }

  /**
   * Redeems the code. Everything that can lead to a refusal is checked before anything is written.
   * Invented codes therefore do not keep the writer busy, and a refused request does not use up its
   * code.
   */
  @Override
  public Outcome redeem(Request request) {
    byte[] digest = Sha256.of(request.parameter(CODE));
    Optional<AuthorizationCode> found =
        store
            .<Optional<AuthorizationCode>>reading(tx -> new AuthorizationCodeRows(tx).find(digest))
            .filter(code -> code.clientId().equals(request.client().id()));
    return found
        .flatMap(code -> refusal(request, code))
        .orElseGet(
            () ->
                found.isEmpty()
                    ? UNKNOWN
                    : store.<Outcome>inTransaction(tx -> redeem(tx, request, digest, found.get())));
  }

  /** Checks a request whose code belongs to the client; returns a refusal, if any. */
  private Optional<Outcome> refusal(Request request, AuthorizationCode code) {
    Optional<Outcome> mismatch = mismatch(request, code);
    if (mismatch.isPresent() || code.sessionId().isPresent()) {
      return mismatch;
    }
    Set<String> granted = scopes(code);
    if (request.scope().filter(asked -> !granted.containsAll(asked)).isPresent()
        || !issuer.grants(code.accountId(), granted, request.client().scopes(), request.scope())) {
      return Optional.of(
          new Outcome.Refused(
              OauthError.INVALID_SCOPE,
              "The account holds none of the scopes that were granted, or the requested scope"
                  + " exceeds them."));
    }
    if (!Resources.areGranted(request.resources(), code.audience(), request.client())) {
      return Optional.of(
          new Outcome.Refused(
              OauthError.INVALID_TARGET,
              "A resource that was asked for is not among those of the authorization request."));
    }
    return issuer.withholds(code.accountId())
        ? Optional.of(refused("The account must have a second factor. Log in again to enrol one."))
        : Optional.empty();
  }

  /** Checks that a request matches the authorization request; returns a refusal, if any. */
  private static Optional<Outcome> mismatch(Request request, AuthorizationCode code) {
    Optional<String> uri = request.find(REDIRECT_URI);
    // OAuth 2.1 does not require the parameter: the code challenge gives the same protection.
    boolean uriNeeded = code.redirectUriGiven() && code.codeChallenge().isEmpty();
    if (uri.isPresent() ? !uri.get().equals(code.redirectUri()) : uriNeeded) {
      return Optional.of(
          refused("The parameter redirect_uri must be that of the authorization request."));
    }
    return CodeVerifier.fits(request.find(CODE_VERIFIER), code.codeChallenge())
        ? Optional.empty()
        : Optional.of(
            refused(
                "The parameter code_verifier does not fit the code_challenge of the authorization"
                    + " request."));
  }

  private Outcome redeem(
      Transaction tx, Request request, byte[] digest, AuthorizationCode presented) {
    // The lock on the code's row makes requests with the same code wait for each other. The row
    // then shows whether another request came first. A transaction that disables the client also
    // waits for this lock, or has already removed the row.
    boolean unchanged = new AccountRows(tx).lock(presented.accountId(), presented.generation());
    Optional<AuthorizationCode> code = new AuthorizationCodeRows(tx).lock(digest);
    String clientId = request.client().id();
    if (code.flatMap(AuthorizationCode::sessionId).isPresent()) {
      sessions.endForReusedCode(
          tx, code.get().sessionId().orElseThrow(), clientId, Optional.of(request.from()));
      return UNKNOWN;
    }
    if (!unchanged
        || code.filter(row -> row.endsAt().isAfter(tx.now())).isEmpty()
        || clients.find(tx, clientId).isEmpty()) {
      return UNKNOWN;
    }
    Optional<NewSession> begun = begin(tx, request, code.get());
    if (begun.isEmpty()) {
      return UNKNOWN;
    }
    if (!new AuthorizationCodeRows(tx).redeem(digest, begun.get().session().id())) {
      throw new IllegalStateException("a code was redeemed or removed, though its row was locked");
    }
    return new Outcome.Granted(
        begun.get().session(), begun.get().refreshToken(), code.get().nonce());
  }

  private Optional<NewSession> begin(Transaction tx, Request request, AuthorizationCode code) {
    return sessions.begin(
        tx,
        new ClientSessions.Login(
            code.accountId(), code.generation(), code.methods(), code.authenticatedAt()),
        request.sender(),
        scopes(code),
        new ClientGrant(
            code.clientId(),
            code.audience(),
            code.browserSessionId(),
            code.offline(),
            code.claims()),
        request.client().grantTypes().contains(RefreshTokenGrant.TYPE));
  }

  private static Set<String> scopes(AuthorizationCode code) {
    return Set.copyOf(List.of(code.scope().split(" ")));
  }

  private static Outcome.Refused refused(String why) {
    return new Outcome.Refused(OauthError.INVALID_GRANT, why);
  }
}

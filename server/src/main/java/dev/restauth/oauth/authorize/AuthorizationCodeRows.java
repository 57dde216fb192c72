package dev.restauth.oauth.authorize;

import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/** Statements on the table {@code authorization_code}. Each call is atomic. */
public record AuthorizationCodeRows(Transaction tx) {
  static final String KEEP_UNREDEEMED =
      "DELETE FROM authorization_code WHERE digest IN (SELECT digest FROM authorization_code"
          + " WHERE account_id = ? AND session_id IS NULL ORDER BY ends_at DESC LIMIT 1000 OFFSET ?)";

  /**
   * An authorization code, and the data with which it was issued.
   *
   * @param redirectUri the URI to which the code was sent
   * @param redirectUriGiven whether the authorization request contained that URI. If so, the token
   *     request must also contain it (RFC 6749 section 4.1.3)
   * @param generation the generation of the account at the time of the authentication
   * @param methods the text of the {@link dev.restauth.assurance.AuthenticationMethods}
   * @param browserSessionId the browser session in which the code was issued; empty if there is
   *     none
   * @param scope the granted scopes, separated by spaces
   * @param audience the audiences of access tokens, separated by spaces; empty for the default
   * @param offline whether the grant continues after the browser session has ended ({@code
   *     offline_access})
   * @param codeChallenge the S256 challenge (RFC 7636); empty if the client sent none
   * @param claims the parameter {@code claims} (OpenID Connect Core section 5.5), as normalized
   *     JSON
   * @param sessionId the session that began with the code; empty if the code was not redeemed
   */
  public record AuthorizationCode(
      String clientId,
      String redirectUri,
      boolean redirectUriGiven,
      long accountId,
      long generation,
      String methods,
      Instant authenticatedAt,
      Optional<String> browserSessionId,
      String scope,
      Optional<String> audience,
      boolean offline,
      Optional<String> codeChallenge,
      Optional<String> nonce,
      Optional<String> claims,
      Instant endsAt,
      Optional<String> sessionId) {
    /** Returns a text without the secrets. */
    @Override
    public String toString() {
      return "AuthorizationCode[clientId=" + clientId + "]";
    }
  }

  /** Adds a code. */
  public void add(byte[] digest, AuthorizationCode code) {
    tx.sql()
        .change(
            "INSERT INTO authorization_code (digest, client_id, redirect_uri, redirect_uri_given, account_id,"
                + " generation, methods, authenticated_at, browser_session_id, scope, audience, offline,"
                + " code_challenge, nonce, claims, ends_at, session_id)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
            digest,
            code.clientId(),
            code.redirectUri(),
            flag(code.redirectUriGiven()),
            code.accountId(),
            code.generation(),
            code.methods(),
            code.authenticatedAt(),
            code.browserSessionId(),
            code.scope(),
            code.audience(),
            flag(code.offline()),
            code.codeChallenge(),
            code.nonce(),
            code.claims(),
            code.endsAt());
  }

  /** Returns a code, even if it has expired or was redeemed. */
  public Optional<AuthorizationCode> find(byte[] digest) {
    return tx.sql()
        .one(
            "SELECT client_id, redirect_uri, redirect_uri_given, account_id, generation, methods, authenticated_at,"
                + " browser_session_id, scope, audience, offline, code_challenge, nonce, claims, ends_at, session_id"
                + " FROM authorization_code WHERE digest = ?",
            AuthorizationCodeRows::code,
            digest);
  }

  /**
   * Returns a code, even if it has expired or was redeemed, and locks it. No other transaction can
   * redeem or remove the code until this transaction ends. If another transaction has locked the
   * code, this call waits until that transaction ends.
   */
  public Optional<AuthorizationCode> lock(byte[] digest) {
    return tx
        .sql()
        .all(
            // SQLite has only one writer, so no lock is needed.
            "SELECT client_id, redirect_uri, redirect_uri_given, account_id, generation, methods, authenticated_at,"
                + " browser_session_id, scope, audience, offline, code_challenge, nonce, claims, ends_at, session_id"
                + " FROM authorization_code WHERE digest = ?",
            "SELECT client_id, redirect_uri, redirect_uri_given, account_id, generation, methods, authenticated_at,"
                + " browser_session_id, scope, audience, offline, code_challenge, nonce, claims, ends_at, session_id"
                + " FROM authorization_code WHERE digest = ? FOR UPDATE",
            AuthorizationCodeRows::code,
            digest)
        .stream()
        .findFirst();
  }

  /**
   * Redeems a code for a session, unless it was already redeemed.
   *
   * @return whether this call has redeemed the code
   */
  public boolean redeem(byte[] digest, String sessionId) {
    return tx.sql()
            .change(
                "UPDATE authorization_code SET session_id = ? WHERE digest = ? AND session_id IS NULL",
                sessionId,
                digest)
        > 0;
  }

  /**
   * Removes codes that expired before a time.
   *
   * @param atMost the maximum number of codes to remove, at least 1
   * @return the number of removed codes
   */
  int purge(Instant endedBefore, long atMost) {
    return tx.sql()
        .change(
            "DELETE FROM authorization_code WHERE digest IN (SELECT digest FROM authorization_code"
                + " WHERE ends_at <= ? ORDER BY ends_at LIMIT ?)",
            endedBefore,
            atMost);
  }

  /**
   * Removes the oldest unredeemed codes of an account.
   *
   * @param atMost the number of unredeemed codes to keep, not negative
   */
  void keepUnredeemed(long accountId, long atMost) {
    tx.sql().change(KEEP_UNREDEEMED, accountId, atMost);
  }

  /** Removes all codes of an account. */
  void removeAll(long accountId) {
    tx.sql().change("DELETE FROM authorization_code WHERE account_id = ?", accountId);
  }

  /** Removes a client's unredeemed codes for an account. */
  void removeUnredeemed(long accountId, String clientId) {
    tx.sql()
        .change(
            "DELETE FROM authorization_code WHERE account_id = ? AND client_id = ?"
                + " AND session_id IS NULL",
            accountId,
            clientId);
  }

  private static long flag(boolean value) {
    return value ? 1 : 0;
  }

  private static AuthorizationCode code(Row row) {
    return new AuthorizationCode(
        row.text("client_id"),
        row.text("redirect_uri"),
        row.number("redirect_uri_given") == 1,
        row.number("account_id"),
        row.number("generation"),
        row.text("methods"),
        row.instant("authenticated_at"),
        row.findText("browser_session_id"),
        row.text("scope"),
        row.findText("audience"),
        row.number("offline") == 1,
        row.findText("code_challenge"),
        row.findText("nonce"),
        row.findText("claims"),
        row.instant("ends_at"),
        row.findText("session_id"));
  }
}

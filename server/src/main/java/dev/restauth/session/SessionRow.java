package dev.restauth.session;

import dev.restauth.store.Row;
import java.time.Instant;
import java.util.Optional;

/**
 * A row of the table {@code session}. Times have microsecond precision.
 *
 * @param id the id of the session, which is the claim {@code sid} of its tokens
 * @param accountId the account
 * @param generation the generation of the account when the session began
 * @param method the method of the log-in, such as {@code password}
 * @param authenticatedAt the time of the log-in
 * @param renewedAt the stored time at which a token was last issued
 * @param endsAt the time at which the session expires
 * @param address the client's address, as text
 * @param userAgent the client's User-Agent
 * @param adoptedUntil the expiry time of the adopted token with which the session began; empty if
 *     it began in another way
 * @param scope the scopes to which the session was narrowed, separated by spaces; empty if the
 *     session has all scopes that its account holds
 * @param organization the id of the organisation in which the session's tokens act; empty for
 *     none
 * @param client the rights of an OAuth client; empty if the session began with this server's own
 *     calls
 */
public record SessionRow(
    String id,
    long accountId,
    long generation,
    String method,
    Instant authenticatedAt,
    Instant renewedAt,
    Instant endsAt,
    String address,
    Optional<String> userAgent,
    Optional<Instant> adoptedUntil,
    Optional<String> scope,
    Optional<String> organization,
    Optional<ClientGrant> client) {
  /** The method of a session in which an administrator acts as the owner of the account. */
  static final String IMPERSONATION = "impersonation";

  /**
   * The method of a personal key's session. The key itself is the session, so no row has this
   * method.
   */
  static final String KEY = "key";

  /** Creates the row of a session without a client and an organisation. */
  public SessionRow(
      String id,
      long accountId,
      long generation,
      String method,
      Instant authenticatedAt,
      Instant renewedAt,
      Instant endsAt,
      String address,
      Optional<String> userAgent,
      Optional<Instant> adoptedUntil,
      Optional<String> scope) {
    this(
        id,
        accountId,
        generation,
        method,
        authenticatedAt,
        renewedAt,
        endsAt,
        address,
        userAgent,
        adoptedUntil,
        scope,
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Returns whether an administrator acts in the session as the owner of the account. Such a
   * session is never renewed.
   */
  boolean impersonated() {
    return method.equals(IMPERSONATION);
  }

  /** Returns the session after a renewal. */
  SessionRow renewed(Instant at, Instant newEnd) {
    return changed(at, newEnd, scope, organization);
  }

  /** Returns the session with other scopes, separated by spaces. */
  SessionRow narrowedTo(String scopes) {
    return changed(renewedAt, endsAt, Optional.of(scopes), organization);
  }

  /** Returns the session after it has joined an organisation. */
  SessionRow in(String id) {
    return changed(renewedAt, endsAt, scope, Optional.of(id));
  }

  private SessionRow changed(
      Instant newRenewedAt,
      Instant newEndsAt,
      Optional<String> newScope,
      Optional<String> newOrganization) {
    return new SessionRow(
        id,
        accountId,
        generation,
        method,
        authenticatedAt,
        newRenewedAt,
        newEndsAt,
        address,
        userAgent,
        adoptedUntil,
        newScope,
        newOrganization,
        client);
  }

  /** Reads a row from the result of a statement. */
  static SessionRow read(Row row) {
    return new SessionRow(
        row.text("id"),
        row.number("account_id"),
        row.number("generation"),
        row.text("method"),
        row.instant("authenticated_at"),
        row.instant("renewed_at"),
        row.instant("ends_at"),
        row.text("address"),
        row.findText("user_agent"),
        row.findInstant("adopted_until"),
        row.findText("scope"),
        row.findText("organization_id"),
        row.findText("client_id")
            .map(
                id ->
                    new ClientGrant(
                        id,
                        row.findText("audience"),
                        row.findText("browser_session_id"),
                        row.number("offline") == 1,
                        row.findText("claims"))));
  }

  /** Returns a text without the address. */
  @Override
  public String toString() {
    return "SessionRow[id=" + id + ", accountId=" + accountId + "]";
  }
}

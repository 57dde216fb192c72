package dev.restauth.session;

import dev.restauth.assurance.AuthenticationMethods;
import java.time.Instant;
import java.util.Optional;

/**
 * A proof that a session or a personal key in the store was live a moment ago. For a HEAD request,
 * the object stands for the session that a GET request would begin. Only this package creates
 * instances.
 */
public final class LiveSession {
  private final SessionRow row;
  private final Instant authenticatedAt;

  LiveSession(SessionRow row) {
    this(row, row.authenticatedAt());
  }

  /**
   * Continues a session for a client that presented one of its tokens.
   *
   * @param authenticatedAt the time of authentication in the presented token. The time in the row
   *     may be later, because each exchange of an adopted token begins its session again. Tokens
   *     from an earlier exchange must not live longer because of the later time
   */
  LiveSession(SessionRow row, Instant authenticatedAt) {
    this.row = row;
    this.authenticatedAt =
        authenticatedAt.isBefore(row.authenticatedAt()) ? authenticatedAt : row.authenticatedAt();
  }

  /** Returns the id of the session, which is the claim {@code sid} of its tokens. */
  public String id() {
    return row.id();
  }

  /** Returns the id of the session's account. */
  public long accountId() {
    return row.accountId();
  }

  /** Returns the generation of the account. */
  public long generation() {
    return row.generation();
  }

  /** Returns the method of the log-in, such as {@code password}. */
  public String method() {
    return row.method();
  }

  /**
   * Returns the methods with which the user was authenticated. Empty if the session is
   * impersonated, or belongs to a key or to an adopted token.
   */
  public Optional<AuthenticationMethods> methods() {
    return AuthenticationMethods.parse(row.method());
  }

  /** Returns whether an administrator acts in the session as the owner of the account. */
  public boolean impersonated() {
    return row.impersonated();
  }

  /**
   * Returns whether the session belongs to a personal key. The session then has the id of the key.
   */
  public boolean ofKey() {
    return row.method().equals(SessionRow.KEY);
  }

  /**
   * Returns the time at which the user was authenticated: the time in the presented token if it is
   * earlier than the time in the row. For an impersonated session, this is the time at which the
   * session began; for a personal key, the time at which the client presented the key.
   */
  public Instant authenticatedAt() {
    return authenticatedAt;
  }

  /**
   * Returns the time of the last stored renewal. The last renewal may be up to a minute later,
   * since not every renewal is stored.
   */
  public Instant renewedAt() {
    return row.renewedAt();
  }

  /** Returns the time at which the session expires unless it is renewed. */
  public Instant endsAt() {
    return row.endsAt();
  }

  /**
   * Returns the scopes to which the session was narrowed, separated by spaces; empty if it has all
   * scopes that its account holds.
   */
  public Optional<String> scope() {
    return row.scope();
  }

  /**
   * Returns the id of the organisation in which the session's tokens act; empty if they act in
   * none.
   */
  public Optional<String> organization() {
    return row.organization();
  }

  /**
   * Returns the rights of the OAuth client; empty if the session began with this server's own
   * calls.
   */
  public Optional<ClientGrant> client() {
    return row.client();
  }

  /** Returns a copy of this session that acts in an organisation. */
  LiveSession in(String organization) {
    return new LiveSession(row.in(organization), authenticatedAt);
  }

  /** Returns the client's address at the log-in; empty for an impersonated session. */
  public String address() {
    return row.address();
  }

  /** Returns the client's User-Agent at the log-in; empty if it had none. */
  public Optional<String> userAgent() {
    return row.userAgent();
  }

  @Override
  public String toString() {
    return row.toString();
  }
}

package dev.restauth.token;

import dev.restauth.assurance.Authentication;
import dev.restauth.http.Answer;
import dev.restauth.json.JsonWriter;
import dev.restauth.session.LiveSession;
import dev.restauth.session.Sessions;
import dev.restauth.session.Sessions.NewSession;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.session.TokenSessions;
import dev.restauth.store.Transaction;
import dev.restauth.token.TokenIssuer.Restrictions;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Begins sessions of users who have just logged in. {@code GET /api/token} and the log-ins with
 * JSON use this class, except log-ins with only a mailed code. Thread-safe.
 */
public final class LoginTokens {
  private final Sessions sessions;
  private final TokenIssuer issuer;
  private final TokenAnswers answers;

  /**
   * Creates an object that begins sessions in {@code sessions}, and issues their tokens with {@code
   * issuer}.
   */
  public LoginTokens(Sessions sessions, TokenIssuer issuer) {
    this.sessions = sessions;
    this.issuer = issuer;
    this.answers = new TokenAnswers(issuer);
  }

  /**
   * The properties of a new session that a client requests.
   *
   * @param refreshable whether the session gets a refresh token
   * @param scopes the requested scopes; empty for all scopes that the account holds
   * @param organization the organisation in which the tokens of the session are to act
   */
  public record Wanted(
      boolean refreshable, Optional<Set<String>> scopes, AskedOrganization organization) {
    Optional<String> scope() {
      return scopes.map(names -> String.join(" ", names));
    }
  }

  /**
   * Requires that the requested session can begin for an account now. Call this method before a
   * single-use credential is used up.
   *
   * @throws dev.restauth.http.ProblemException if the account holds none of the scopes, or is not a
   *     member of the organisation
   */
  public void require(long accountId, Wanted wanted) {
    issuer.requirePermission();
    wanted.organization().requireMember(issuer, accountId);
    wanted
        .scopes()
        .ifPresent(
            names -> {
              if (!issuer.grants(accountId, wanted.scope(), wanted.organization().id(), names)) {
                throw TokenAnswers.noScope();
              }
            });
  }

  /**
   * Begins a session, and returns the response with its token.
   *
   * @param condition checked in the transaction; the session begins only if the condition is true
   * @return empty if the account has changed since the authentication, or if the condition is false
   */
  public Optional<Answer> begin(
      Authentication authentication,
      Sender sender,
      Wanted wanted,
      Predicate<Transaction> condition) {
    return begin(authentication, sender, wanted, condition, _ -> {});
  }

  /**
   * Begins a session, and returns the response with its token and further members.
   *
   * @param more writes the further members
   */
  public Optional<Answer> begin(
      Authentication authentication,
      Sender sender,
      Wanted wanted,
      Predicate<Transaction> condition,
      Consumer<JsonWriter> more) {
    require(authentication.accountId(), wanted);
    return answer(
        sessions,
        sessions.begin(authentication, sender, wanted.refreshable(), wanted.scope(), condition),
        wanted,
        more);
  }

  /** Returns the response that {@link #begin} would return, but stores nothing. */
  Optional<Answer> preview(Authentication authentication, Sender sender, Wanted wanted) {
    require(authentication.accountId(), wanted);
    TokenSessions preview = sessions.preview();
    return answer(
        preview,
        preview.begin(authentication, sender, wanted.refreshable(), wanted.scope()),
        wanted,
        _ -> {});
  }

  private Optional<Answer> answer(
      TokenSessions from, Optional<NewSession> session, Wanted wanted, Consumer<JsonWriter> more) {
    return session
        .flatMap(
            begun ->
                enter(from, begun.session(), wanted.organization())
                    .map(entered -> new NewSession(entered, begun.refreshToken())))
        .map(begun -> answers.of(begun, Restrictions.NONE, wanted.scopes().isPresent(), more));
  }

  private static Optional<LiveSession> enter(
      TokenSessions from, LiveSession session, AskedOrganization organization) {
    return organization.id().isEmpty()
        ? Optional.of(session)
        : from.enter(session, organization.id().get());
  }
}

package dev.restauth.session;

import dev.restauth.assurance.Authentication;
import dev.restauth.crypto.RandomIds;
import dev.restauth.session.Sessions.AdoptedToken;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Creates the rows of sessions with the durations of the policy, without storing them. Thread-safe.
 */
record SessionRowFactory(SessionPolicy policy, RandomIds ids) {
  /** The method of a session that began with an adopted token. */
  private static final String BY_ADOPTED_TOKEN = "adopted-token";

  /**
   * Minimum interval between two stored renewals of a session, because each stored renewal costs a
   * write.
   */
  static final Duration NOTED_EVERY = Duration.ofMinutes(1);

  /**
   * Creates the row of a new session. The session begins at the time of the last proof, but not in
   * the future.
   *
   * @param generation the generation of the account, which may be higher than at the authentication
   * @param scope the scopes to which the session is narrowed, separated by spaces
   */
  SessionRow newRow(
      Authentication authentication,
      long generation,
      Sender sender,
      Optional<String> scope,
      Instant now) {
    Instant last = authentication.at();
    Instant authenticatedAt = last.isBefore(now) ? last.truncatedTo(ChronoUnit.MICROS) : now;
    return new SessionRow(
        ids.next(),
        authentication.accountId(),
        generation,
        authentication.methods().text(),
        authenticatedAt,
        now,
        policy.end(authenticatedAt, now, scope),
        sender.address(),
        sender.userAgent(),
        Optional.empty(),
        scope);
  }

  /**
   * Creates the row of a client session.
   *
   * @param login the log-in of the user for whom the client gets the session
   */
  SessionRow clientRow(
      ClientSessions.Login login,
      long generation,
      Sender sender,
      Set<String> scope,
      ClientGrant grant,
      Instant now) {
    Instant at = login.authenticatedAt();
    Instant authenticatedAt = at.isBefore(now) ? at.truncatedTo(ChronoUnit.MICROS) : now;
    Optional<String> scopes = Optional.of(String.join(" ", new TreeSet<>(scope)));
    return new SessionRow(
        ids.next(),
        login.accountId(),
        generation,
        login.methods(),
        authenticatedAt,
        now,
        policy.end(authenticatedAt, now, scopes),
        sender.address(),
        sender.userAgent(),
        Optional.empty(),
        scopes,
        Optional.empty(),
        Optional.of(grant));
  }

  /**
   * Creates the row of the session of an adopted token.
   *
   * @param before the current session, if it is live; its scopes and its organisation are retained
   */
  SessionRow exchangedRow(
      long accountId,
      long generation,
      AdoptedToken token,
      Sender sender,
      Optional<SessionRow> before,
      Instant now) {
    Optional<String> scope = before.flatMap(SessionRow::scope);
    Instant began = policy.adoptedAt(token.authenticatedAt(), now);
    return new SessionRow(
        token.sessionId(),
        accountId,
        generation,
        BY_ADOPTED_TOKEN,
        began,
        now,
        policy.end(began, now, scope),
        sender.address(),
        sender.userAgent(),
        Optional.of(token.expiresAt()),
        scope,
        before.flatMap(SessionRow::organization),
        Optional.empty());
  }

  /**
   * Creates the row of a session in which an administrator acts as the owner of an account. The
   * owner can see the row, so it contains no data about the administrator's client.
   *
   * @param atMost the time at which the session ends at the latest
   */
  SessionRow impersonatedRow(long accountId, long generation, Instant atMost, Instant now) {
    Instant whole = now.truncatedTo(ChronoUnit.SECONDS);
    Instant usual = policy.end(whole, whole, Optional.empty());
    return new SessionRow(
        ids.next(),
        accountId,
        generation,
        SessionRow.IMPERSONATION,
        whole,
        whole,
        Stream.of(usual, whole.plus(SessionPolicy.IMPERSONATION), atMost)
            .min(Comparator.naturalOrder())
            .orElseThrow(),
        "",
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  SessionRow renewedRow(SessionRow row, Instant now) {
    return row.renewed(now, policy.end(row.authenticatedAt(), now, row.scope()));
  }

  /**
   * Narrows a session: of its scopes, only {@code scopes} remain, in alphabetical order. Returns
   * the row unchanged if the session has none of these scopes.
   */
  SessionRow narrowedRow(SessionRow row, Set<String> scopes) {
    Set<String> kept = new TreeSet<>(scopes);
    row.scope().ifPresent(before -> kept.retainAll(List.of(before.split(" "))));
    return kept.isEmpty() ? row : row.narrowedTo(String.join(" ", kept));
  }

  /**
   * Returns the live session with this id. The current policy applies even to sessions that began
   * under settings with longer durations.
   */
  Optional<SessionRow> live(Transaction tx, String id, Instant now) {
    return new SessionRows(tx).findLive(id, now).filter(row -> isLive(row, now));
  }

  /**
   * Returns the live session with this id if it can be renewed. A session in which an administrator
   * acts as another user is never renewed.
   */
  Optional<SessionRow> renewable(Transaction tx, String id, Instant now) {
    return live(tx, id, now).filter(row -> !row.impersonated());
  }

  boolean isLive(SessionRow row, Instant now) {
    return policy.end(row.authenticatedAt(), row.renewedAt(), row.scope()).isAfter(now);
  }

  /**
   * Returns whether the stored renewal is sufficient, so that a renewal now need not be stored. The
   * stored renewal must be less than a minute old. In addition, a token issued now must expire no
   * later than the stored end of the session, unless storing this renewal could not prolong the
   * session.
   */
  boolean isStoredRenewalSufficient(SessionRow row, Instant now) {
    return now.isBefore(row.renewedAt().plus(NOTED_EVERY))
        && (!row.endsAt().isBefore(now.plus(policy.tokenDuration()))
            || !row.endsAt().isBefore(policy.end(row.authenticatedAt(), now, row.scope())));
  }
}

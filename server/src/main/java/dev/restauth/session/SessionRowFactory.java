package dev.restauth.session;

import dev.restauth.assurance.Authentication;
import dev.restauth.crypto.RandomIds;
import dev.restauth.session.SessionRows.SessionRow;
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

/** Creates the rows of sessions by the policy. Changes nothing. Thread-safe. */
record SessionRowFactory(SessionPolicy policy, RandomIds ids) {
  /** The method of a session that began with an adopted token. */
  private static final String BY_ADOPTED_TOKEN = "adopted-token";

  /** The interval at which renewals are stored: storing each would cost one write per renewal. */
  static final Duration NOTED_EVERY = Duration.ofMinutes(1);

  /**
   * Creates the row of a new session. It began with the last proof, but not later than now.
   *
   * @param generation of the account, which may have grown since the authentication
   * @param scope the scopes that it is narrowed to, separated by spaces
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
   * Creates the row of the session of an adopted token.
   *
   * @param before the session as it is, if it is live: what it was narrowed to, and its organisation, stay
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
        before.flatMap(SessionRow::organization));
  }

  /**
   * Creates the row of a session in which an administrator acts as the owner of an account. The owner reads it, so it
   * has nothing of the administrator's client.
   *
   * @param atMost when it ends at the latest
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
    return new SessionRow(
        row.id(),
        row.accountId(),
        row.generation(),
        row.method(),
        row.authenticatedAt(),
        now,
        policy.end(row.authenticatedAt(), now, row.scope()),
        row.address(),
        row.userAgent(),
        row.adoptedUntil(),
        row.scope(),
        row.organization());
  }

  /** Returns a session in an organisation. */
  static SessionRow enteredRow(SessionRow row, String organization) {
    return new SessionRow(
        row.id(),
        row.accountId(),
        row.generation(),
        row.method(),
        row.authenticatedAt(),
        row.renewedAt(),
        row.endsAt(),
        row.address(),
        row.userAgent(),
        row.adoptedUntil(),
        row.scope(),
        Optional.of(organization));
  }

  /**
   * Returns a session with those of its scopes that are among others, in the order of the alphabet; as
   * it is if there is none.
   */
  SessionRow narrowedRow(SessionRow row, Set<String> scopes) {
    Set<String> kept = new TreeSet<>(scopes);
    row.scope().ifPresent(before -> kept.retainAll(List.of(before.split(" "))));
    return kept.isEmpty()
        ? row
        : new SessionRow(
            row.id(),
            row.accountId(),
            row.generation(),
            row.method(),
            row.authenticatedAt(),
            row.renewedAt(),
            row.endsAt(),
            row.address(),
            row.userAgent(),
            row.adoptedUntil(),
            Optional.of(String.join(" ", kept)),
            row.organization());
  }

  /**
   * Returns the live session of that id. The current policy applies even if the session began under
   * settings that allow a longer session.
   */
  Optional<SessionRow> live(Transaction tx, String id, Instant now) {
    return new SessionRows(tx).findLive(id, now).filter(row -> isLive(row, now));
  }

  /** The same, but not a session in which an administrator acts as another user: it is never renewed. */
  Optional<SessionRow> renewable(Transaction tx, String id, Instant now) {
    return live(tx, id, now).filter(row -> !row.impersonated());
  }

  boolean isLive(SessionRow row, Instant now) {
    return policy.end(row.authenticatedAt(), row.renewedAt(), row.scope()).isAfter(now);
  }

  /**
   * Whether a renewal need not be stored: one was stored less than a minute ago, and the session's
   * next token fits into the stored time.
   */
  boolean isRenewalStored(SessionRow row, Instant now) {
    return now.isBefore(row.renewedAt().plus(NOTED_EVERY))
        && (!row.endsAt().isBefore(now.plus(policy.tokenDuration()))
            || !row.endsAt().isBefore(policy.end(row.authenticatedAt(), now, row.scope())));
  }
}

package dev.restauth.session;

import dev.restauth.crypto.RandomIds;
import dev.restauth.http.Proof;
import dev.restauth.session.SessionRows.SessionRow;
import dev.restauth.session.Sessions.Adopted;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the rows of sessions hold, as the policy has it. Changes nothing. Thread-safe. */
record SessionRowFactory(SessionPolicy policy, RandomIds ids) {
  /** How she was authenticated, where not by proofs. */
  private static final String BY_ADOPTED_TOKEN = "adopted-token";

  /** Noting each renewal would cost a write each. */
  static final Duration NOTED_EVERY = Duration.ofMinutes(1);

  /** The methods are kept in the order in which they were shown; none of them later than now. */
  SessionRow begun(
      long accountId, long generation, List<Proof> proofs, Sender sender, Instant now) {
    Instant last = proofs.stream().map(Proof::at).max(Comparator.naturalOrder()).orElseThrow();
    Instant authenticatedAt = last.isBefore(now) ? last.truncatedTo(ChronoUnit.MICROS) : now;
    return new SessionRow(
        ids.next(),
        accountId,
        generation,
        proofs.stream().map(Proof::method).collect(Collectors.joining(" ")),
        authenticatedAt,
        now,
        policy.end(authenticatedAt, now),
        sender.address(),
        sender.userAgent(),
        Optional.empty());
  }

  SessionRow traded(long accountId, long generation, Adopted token, Sender sender, Instant now) {
    Instant began = policy.adoptedAt(token.authenticatedAt(), now);
    return new SessionRow(
        token.sessionId(),
        accountId,
        generation,
        BY_ADOPTED_TOKEN,
        began,
        now,
        policy.end(began, now),
        sender.address(),
        sender.userAgent(),
        Optional.of(token.expiresAt()));
  }

  SessionRow renewed(SessionRow row, Instant now) {
    return new SessionRow(
        row.id(),
        row.accountId(),
        row.generation(),
        row.method(),
        row.authenticatedAt(),
        now,
        policy.end(row.authenticatedAt(), now),
        row.address(),
        row.userAgent(),
        row.adoptedUntil());
  }

  /** The live one of that id; also where it was begun under settings by which it would last longer. */
  Optional<SessionRow> live(Transaction tx, String id, Instant now) {
    return new SessionRows(tx).findLive(id, now).filter(row -> isLive(row, now));
  }

  boolean isLive(SessionRow row, Instant now) {
    return policy.end(row.authenticatedAt(), row.renewedAt()).isAfter(now);
  }

  /** Whether it need not be noted that a session is renewed: it was just now, and its next token fits. */
  boolean isNoted(SessionRow row, Instant now) {
    return now.isBefore(row.renewedAt().plus(NOTED_EVERY))
        && (!row.endsAt().isBefore(now.plus(policy.tokenDuration()))
            || !row.endsAt().isBefore(policy.end(row.authenticatedAt(), now)));
  }
}

package dev.restauth.session;

import dev.restauth.crypto.ConstantTime;
import dev.restauth.crypto.Sealing;
import dev.restauth.crypto.SecretText;
import dev.restauth.crypto.Sha256;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvents;
import dev.restauth.session.RefreshTokenRows.RefreshTokenRow;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Refresh tokens (RFC 6749 section 6). Each is replaced when it is used. If a replaced token is
 * used, the session ends, since two parties have the token and one of them is a thief (RFC 9700
 * section 4.14.2). There is one exception. A client may retry because the answer was lost, or
 * refresh in two tabs at once. Within {@link #GRACE}, and until the successor is used, it gets the
 * same successor again.
 *
 * <p>The first characters of a token identify its family, so that a session needs only one row,
 * even if it is refreshed often. Only holders of a token of the family have these characters.
 * Thread-safe.
 */
public final class RefreshTokens {
  /** The time during which the previous token is answered with the current one. */
  static final Duration GRACE = Duration.ofSeconds(10);

  /**
   * The time for which the current token is stored, encrypted, for such retries. After the grace
   * period it is useless.
   */
  static final Duration SEALED = Duration.ofSeconds(60);

  /**
   * The length of the part that identifies the family, in characters: more than 128 bits. The other
   * 43 characters, which are unique to the token, have more than 255 bits.
   */
  private static final int FAMILY_LENGTH = 22;

  private static final SecretText FORM = SecretText.REFRESH_TOKEN;

  /** The result of presenting a refresh token. */
  public sealed interface Outcome {
    /**
     * The token was the current one, or the previous one within its grace period.
     *
     * @param session the renewed session
     * @param next the token to be used next
     */
    record Refreshed(LiveSession session, String next) implements Outcome {
      /** Returns a text without the token. */
      @Override
      public String toString() {
        return "Refreshed[session=" + session + "]";
      }
    }

    /** The token is unknown, or its session has ended. */
    record Unknown() implements Outcome {}

    /**
     * The token was used before, or it has the form of a family member but was never issued.
     *
     * @param session the session, which is now revoked
     */
    record Reused(LiveSession session) implements Outcome {}
  }

  /** A presented token and its potential successor. */
  @SuppressWarnings("ArrayRecordComponent") // not compared
  private record Presented(byte[] family, byte[] digest, String token, String next, byte[] sealed) {
    static Presented of(String token, byte[] family) {
      String next = FORM.next(token, FAMILY_LENGTH);
      byte[] plain = next.getBytes(StandardCharsets.UTF_8);
      byte[] sealed = Sealing.under(token).seal(plain, identity(family));
      return new Presented(family, Sha256.of(token), token, next, sealed);
    }

    String successor(byte[] sealedCurrent) {
      byte[] plain = Sealing.under(token).open(sealedCurrent, identity(family));
      return new String(plain, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
      return "Presented[]";
    }
  }

  private final Store store;
  private final Sessions sessions;
  private final SessionEvents events;

  /** Creates refresh tokens for the sessions of {@code store}. */
  public RefreshTokens(Store store, Sessions sessions, SecurityEvents events) {
    this.store = store;
    this.sessions = sessions;
    this.events = new SessionEvents(events);
  }

  /** Returns whether a text has the form of a refresh token. */
  public static boolean isRefreshToken(String text) {
    return FORM.matches(text);
  }

  /** Adds a session's family within a transaction and returns its first token. */
  static String addFamily(Transaction tx, String sessionId) {
    String first = FORM.next();
    new RefreshTokenRows(tx).add(family(first), sessionId, Sha256.of(first));
    return first;
  }

  /** Returns a token that looks like any other and is not stored. */
  static String unstored() {
    return FORM.next();
  }

  /**
   * Exchanges a refresh token for the next one. If the store fails, the token may nevertheless have
   * been used; then a retry within the grace period returns the next one.
   *
   * @param from the network of the client, if it is known
   */
  public Outcome refresh(String token, Optional<Network> from) {
    // Unknown tokens are refused first: made-up tokens must not keep the writer busy.
    if (find(token).isEmpty()) {
      return new Outcome.Unknown();
    }
    Presented presented = Presented.of(token, family(token));
    return store.inTransaction(
        tx -> {
          Outcome outcome = refresh(tx, presented);
          if (outcome instanceof Outcome.Reused(LiveSession session)) {
            events.reused(tx, session, from);
          }
          return outcome;
        });
  }

  /**
   * Returns the live session of a token that would be exchanged now, without using the token. Empty
   * for any other token, so that its reuse is detected when it is exchanged.
   */
  public Optional<LiveSession> session(String token) {
    return find(token)
        .flatMap(row -> store.reading(tx -> session(tx, row, Sha256.of(token))))
        .map(LiveSession::new);
  }

  private static Optional<SessionRows.SessionRow> session(
      Transaction tx, RefreshTokenRow row, byte[] digest) {
    boolean good =
        ConstantTime.equals(row.current(), digest) || isWithinGrace(row, digest, tx.now());
    return good ? new SessionRows(tx).findLive(row.sessionId(), tx.now()) : Optional.empty();
  }

  private Outcome refresh(Transaction tx, Presented presented) {
    Optional<LiveSession> session =
        new RefreshTokenRows(tx)
            .find(presented.family())
            .flatMap(row -> sessions.renew(tx, row.sessionId()));
    if (session.isEmpty()) {
      return new Outcome.Unknown();
    }
    boolean rotated =
        new RefreshTokenRows(tx)
            .rotate(
                presented.family(),
                presented.digest(),
                Sha256.of(presented.next()),
                presented.sealed(),
                tx.now());
    if (rotated) {
      return new Outcome.Refreshed(session.get(), presented.next());
    }
    // The row is read again only now. On databases other than SQLite, another transaction may have
    // rotated the token or ended the session since the session was read. That is not a sign of
    // theft.
    Optional<RefreshTokenRow> current = new RefreshTokenRows(tx).find(presented.family());
    if (current.isEmpty()) {
      return new Outcome.Unknown();
    }
    Optional<String> successor =
        current
            .filter(row -> isWithinGrace(row, presented.digest(), tx.now()))
            .flatMap(RefreshTokenRow::sealedCurrent)
            .map(presented::successor);
    if (successor.isPresent()) {
      return new Outcome.Refreshed(session.get(), successor.get());
    }
    sessions.end(tx, session.get().id(), session.get().accountId());
    return new Outcome.Reused(session.get());
  }

  /**
   * Returns whether a token is the previous one and within its grace period. Checks both
   * directions: a clock that was set back must not prolong the grace period.
   */
  private static boolean isWithinGrace(RefreshTokenRow row, byte[] presented, Instant now) {
    return row.previous().filter(digest -> ConstantTime.equals(digest, presented)).isPresent()
        && row.rotatedAt()
            .filter(at -> Duration.between(at, now).abs().compareTo(GRACE) <= 0)
            .isPresent();
  }

  /**
   * Revokes the session of any refresh token of a family (RFC 7009 section 2.1); does nothing for
   * an unknown token.
   *
   * @param from the network of the client, if it is known
   */
  public void revoke(String token, Optional<Network> from) {
    find(token).map(RefreshTokenRow::sessionId).ifPresent(id -> sessions.end(id, from));
  }

  /**
   * Deletes the encrypted tokens whose grace period is over.
   *
   * @param atMost the maximum number to delete, at least 1
   * @return the number of tokens that were deleted
   */
  static int deleteSealed(Store store, long atMost) {
    return store.inTransaction(
        tx -> new RefreshTokenRows(tx).deleteSealed(tx.now().minus(SEALED), atMost));
  }

  private Optional<RefreshTokenRow> find(String token) {
    return isRefreshToken(token)
        ? store.reading(tx -> new RefreshTokenRows(tx).find(family(token)))
        : Optional.empty();
  }

  private static byte[] family(String token) {
    return Sha256.of(FORM.shared(token, FAMILY_LENGTH));
  }

  private static String identity(byte[] family) {
    return "refresh_token/" + HexFormat.of().formatHex(family);
  }
}

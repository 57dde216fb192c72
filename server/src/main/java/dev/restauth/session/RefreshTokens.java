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
 * Refresh tokens (RFC 6749 section 6). Each is replaced when it is used, and the use of one that was
 * replaced ends the session, since two have it of whom one is a thief (RFC 9700 section 4.14.2). Who
 * tries again because the answer was lost, or in two tabs at once, gets the same successor: within
 * {@link #GRACE}, and until the successor is used.
 *
 * <p>A token's first characters name its line, so that a session needs one row however often it is
 * refreshed; nobody but those who have had a token of the line knows them. Thread-safe.
 */
public final class RefreshTokens {
  /** How long the token before the current one is answered with the current one. */
  static final Duration GRACE = Duration.ofSeconds(10);

  /** How long the current one is kept, sealed, for that; after the grace it serves nobody. */
  static final Duration SEALED = Duration.ofSeconds(60);

  /** In characters, more than 128 bits; the 43 that only this token has are more than 255 bits. */
  private static final int FAMILY_LENGTH = 22;

  private static final SecretText FORM = SecretText.REFRESH_TOKEN;

  /** What became of a refresh token that was presented. */
  public sealed interface Outcome {
    /**
     * It was the current one, or the one before within its grace.
     *
     * @param session its session, renewed
     * @param next the token to be used next
     */
    record Refreshed(LiveSession session, String next) implements Outcome {
      /** Without the token. */
      @Override
      public String toString() {
        return "Refreshed[session=" + session + "]";
      }
    }

    /** It is unknown, or its session has ended. */
    record Unknown() implements Outcome {}

    /**
     * It was used before, or it is of a line without ever having been handed out.
     *
     * @param session which is revoked now
     */
    record Reused(LiveSession session) implements Outcome {}
  }

  /** A token as it was presented, with what would take its place. */
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

  /** Refreshes the sessions of {@code store}. */
  public RefreshTokens(Store store, Sessions sessions, SecurityEvents events) {
    this.store = store;
    this.sessions = sessions;
    this.events = new SessionEvents(events);
  }

  /** Whether a text has the form of a refresh token. */
  public static boolean isRefreshToken(String text) {
    return FORM.matches(text);
  }

  /** Begins a session's line of refresh tokens and returns the first, within a transaction. */
  static String begin(Transaction tx, String sessionId) {
    String first = FORM.next();
    new RefreshTokenRows(tx).add(family(first), sessionId, Sha256.of(first));
    return first;
  }

  /** One that looks like any other, and that nobody keeps. */
  static String unkept() {
    return FORM.next();
  }

  /**
   * Trades a refresh token for the next. Where the store fails it may have been traded all the same;
   * then trying again within the grace gives the next.
   *
   * @param from from where it was presented, if that is known
   */
  public Outcome refresh(String token, Optional<Network> from) {
    // Whoever makes up tokens must not keep the writer busy.
    if (line(token).isEmpty()) {
      return new Outcome.Unknown();
    }
    Presented presented = Presented.of(token, family(token));
    Outcome outcome = store.inTransaction(tx -> refresh(tx, presented));
    if (outcome instanceof Outcome.Reused(LiveSession session)) {
      events.reused(session, from);
    }
    return outcome;
  }

  private Outcome refresh(Transaction tx, Presented presented) {
    Optional<LiveSession> session =
        new RefreshTokenRows(tx)
            .find(presented.family())
            .flatMap(line -> sessions.renewed(tx, line.sessionId()));
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
    // Read only now: on other databases somebody may have rotated it since the session was read, or
    // have ended that, which makes nobody a thief.
    Optional<RefreshTokenRow> current = new RefreshTokenRows(tx).find(presented.family());
    if (current.isEmpty()) {
      return new Outcome.Unknown();
    }
    Optional<String> successor =
        current
            .filter(line -> isWithinGrace(line, presented.digest(), tx.now()))
            .flatMap(RefreshTokenRow::sealedCurrent)
            .map(presented::successor);
    if (successor.isPresent()) {
      return new Outcome.Refreshed(session.get(), successor.get());
    }
    sessions.end(tx, session.get().id(), session.get().accountId());
    return new Outcome.Reused(session.get());
  }

  /** In either direction: a clock that was set back must not make the grace longer than that. */
  private static boolean isWithinGrace(RefreshTokenRow line, byte[] presented, Instant now) {
    return line.previous().filter(digest -> ConstantTime.equals(digest, presented)).isPresent()
        && line.rotatedAt()
            .filter(at -> Duration.between(at, now).abs().compareTo(GRACE) <= 0)
            .isPresent();
  }

  /**
   * Revokes the session of a refresh token, whichever of its line it is (RFC 7009 section 2.1); does
   * nothing for an unknown one.
   *
   * @param from from where it was presented, if that is known
   */
  public void revoke(String token, Optional<Network> from) {
    line(token).map(RefreshTokenRow::sessionId).ifPresent(id -> sessions.end(id, from));
  }

  /**
   * Forgets the sealed tokens that nobody can ask for any more.
   *
   * @return how many
   */
  static int forgetSealed(Store store) {
    return store.inTransaction(tx -> new RefreshTokenRows(tx).forgetSealed(tx.now().minus(SEALED)));
  }

  private Optional<RefreshTokenRow> line(String token) {
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

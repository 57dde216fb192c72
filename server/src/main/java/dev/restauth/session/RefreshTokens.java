package dev.restauth.session;

import dev.restauth.crypto.ConstantTime;
import dev.restauth.crypto.Sealing;
import dev.restauth.crypto.SecretText;
import dev.restauth.crypto.Sha256;
import dev.restauth.store.RefreshTokenStore.RefreshTokenRow;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
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

  /** What names the line. */
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

    /** It is unknown, its session has ended, or it was used before: then its session is revoked now. */
    record Refused() implements Outcome {}
  }

  private final Store store;
  private final Sessions sessions;

  /** Refreshes the sessions of {@code store}. */
  public RefreshTokens(Store store, Sessions sessions) {
    this.store = store;
    this.sessions = sessions;
  }

  /** Whether a text has the form of a refresh token. */
  public static boolean isRefreshToken(String text) {
    return FORM.matches(text);
  }

  /** Begins a session's line of refresh tokens and returns the first, within a transaction. */
  static String begin(Transaction tx, String sessionId) {
    String first = FORM.next();
    tx.refreshTokens().add(family(first), sessionId, Sha256.of(first));
    return first;
  }

  /** One that looks like any other, and that nobody keeps. */
  static String unkept() {
    return FORM.next();
  }

  /** Trades a refresh token for the next. */
  public Outcome refresh(String token) {
    if (!isRefreshToken(token)) {
      return new Outcome.Refused();
    }
    byte[] family = family(token);
    String next = FORM.next(token, FAMILY_LENGTH);
    byte[] sealed =
        Sealing.under(token).seal(next.getBytes(StandardCharsets.UTF_8), identity(family));
    return sessions.changing((tx, ended) -> refresh(tx, token, family, next, sealed, ended));
  }

  private Outcome refresh(
      Transaction tx,
      String token,
      byte[] family,
      String next,
      byte[] sealed,
      Map<String, Instant> ended) {
    Optional<LiveSession> session =
        tx.refreshTokens().find(family).flatMap(line -> sessions.renewed(tx, line.sessionId()));
    if (session.isEmpty()) {
      return new Outcome.Refused();
    }
    byte[] presented = Sha256.of(token);
    if (tx.refreshTokens().rotate(family, presented, Sha256.of(next), sealed, tx.now())) {
      return new Outcome.Refreshed(session.get(), next);
    }
    // Read only now: on other databases somebody may have rotated it since the session was read.
    Optional<String> successor =
        tx.refreshTokens()
            .find(family)
            .filter(line -> isWithinGrace(line, presented, tx.now()))
            .flatMap(RefreshTokenRow::sealedCurrent)
            .map(current -> open(current, token, family));
    if (successor.isEmpty()) {
      sessions.end(tx, session.get().id(), ended);
      return new Outcome.Refused();
    }
    return new Outcome.Refreshed(session.get(), successor.get());
  }

  private static boolean isWithinGrace(RefreshTokenRow line, byte[] presented, Instant now) {
    return line.previous().filter(digest -> ConstantTime.equals(digest, presented)).isPresent()
        && line.rotatedAt().filter(at -> !at.plus(GRACE).isBefore(now)).isPresent();
  }

  private static String open(byte[] sealed, String token, byte[] family) {
    return new String(Sealing.under(token).open(sealed, identity(family)), StandardCharsets.UTF_8);
  }

  /**
   * Revokes the session of a refresh token, whichever of its line it is (RFC 7009 section 2.1); does
   * nothing for an unknown one.
   */
  public void revoke(String token) {
    if (isRefreshToken(token)) {
      byte[] family = family(token);
      Optional<RefreshTokenRow> line = store.reading(tx -> tx.refreshTokens().find(family));
      line.map(RefreshTokenRow::sessionId).ifPresent(sessions::end);
    }
  }

  private static byte[] family(String token) {
    return Sha256.of(FORM.shared(token, FAMILY_LENGTH));
  }

  private static String identity(byte[] family) {
    return "refresh_token/" + HexFormat.of().formatHex(family);
  }
}

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
 * Refresh tokens (RFC 6749 section 6). Each token is replaced when it is used. If a client presents
 * a replaced token, the session ends. Two parties have the token then, and one of them is a thief
 * (RFC 9700 section 4.14.2).
 *
 * <p>There is one exception, because a client may repeat a request whose response was lost, or
 * refresh in two tabs at the same time. Within {@link #GRACE}, and until the successor is used, the
 * client gets the same successor again.
 *
 * <p>The first characters of a token identify its family. A session therefore needs only one row,
 * however often it is refreshed. Only someone who has a token of the family has these characters.
 * Thread-safe.
 */
public final class RefreshTokens {
  /** The time during which the previous token is exchanged for the current one. */
  static final Duration GRACE = Duration.ofSeconds(10);

  /**
   * The time for which the encrypted current token is stored for repeated requests. It is useless
   * after the grace period.
   */
  static final Duration SEALED = Duration.ofSeconds(60);

  /**
   * The length of the part that identifies the family, in characters. It has more than 128 bits.
   * The other 43 characters, which are unique to the token, have more than 255 bits.
   */
  private static final int FAMILY_LENGTH = 22;

  /**
   * The party to which refresh tokens were issued, and the rule for replacing them.
   *
   * @param clientId the OAuth client; empty for this server's own calls
   * @param rotates whether each use replaces the token. If a client authenticates itself, a stolen
   *     token is useless without the client secret. Replacing tokens would then only log out users
   *     after a lost response
   */
  public record Holder(Optional<String> clientId, boolean rotates) {
    /** The party that uses this server's own calls. */
    public static final Holder OWN = new Holder(Optional.empty(), true);

    private SecretText form() {
      return clientId.isPresent() ? SecretText.CLIENT_REFRESH_TOKEN : SecretText.REFRESH_TOKEN;
    }

    private boolean holds(LiveSession session) {
      return session.client().map(ClientGrant::clientId).equals(clientId);
    }
  }

  /** The outcome of presenting a refresh token. */
  public sealed interface Outcome {
    /**
     * The token was the current one, or the previous one within its grace period.
     *
     * @param session the renewed session
     * @param next the token to use next
     */
    record Refreshed(LiveSession session, String next) implements Outcome {
      /** Returns a text without the token. */
      @Override
      public String toString() {
        return "Refreshed[session=" + session + "]";
      }
    }

    /** The token does not exist, or its session has ended. */
    record Unknown() implements Outcome {}

    /**
     * The token was already used, or was never issued although it begins like the tokens of a
     * family.
     *
     * @param session the session, which is now revoked
     */
    record Reused(LiveSession session) implements Outcome {}
  }

  /** A presented token, with a possible successor. */
  @SuppressWarnings("ArrayRecordComponent") // instances are never compared
  private record Presented(byte[] family, byte[] digest, String token, String next, byte[] sealed) {
    static Presented of(String token, SecretText form) {
      byte[] family = RefreshTokens.family(token, form);
      String next = form.next(token, FAMILY_LENGTH);
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

  /** Creates refresh tokens for the sessions in {@code store}. */
  public RefreshTokens(Store store, Sessions sessions, SecurityEvents events) {
    this.store = store;
    this.sessions = sessions;
    this.events = new SessionEvents(events);
  }

  /** Returns whether a text has the form of a refresh token of any party. */
  public static boolean isRefreshToken(String text) {
    return SecretText.REFRESH_TOKEN.matches(text) || SecretText.CLIENT_REFRESH_TOKEN.matches(text);
  }

  /** Adds a token family for a session within a transaction, and returns its first token. */
  static String addFamily(Transaction tx, String sessionId) {
    return addFamily(tx, sessionId, SecretText.REFRESH_TOKEN);
  }

  /** Adds a token family for a client session within a transaction, and returns its first token. */
  static String addFamilyOfClient(Transaction tx, String sessionId) {
    return addFamily(tx, sessionId, SecretText.CLIENT_REFRESH_TOKEN);
  }

  private static String addFamily(Transaction tx, String sessionId, SecretText form) {
    String first = form.next();
    new RefreshTokenRows(tx).add(family(first, form), sessionId, Sha256.of(first));
    return first;
  }

  /** Returns a token that looks like any other but is not stored. */
  static String unstored() {
    return SecretText.REFRESH_TOKEN.next();
  }

  /** Exchanges a refresh token of this server's own calls for the next one. */
  public Outcome refresh(String token, Optional<Network> from) {
    return refresh(token, Holder.OWN, from);
  }

  /**
   * Exchanges a refresh token for the next one. If the party's tokens are not replaced, returns the
   * same token again. If the store fails, the token may nevertheless count as used. A repeated
   * request within the grace period then returns the next token.
   *
   * @param holder the party that presents the token. A token of another party counts as
   *     non-existent, and stays valid
   * @param from the network of the client, if available
   */
  public Outcome refresh(String token, Holder holder, Optional<Network> from) {
    // Tokens that do not exist are refused before the transaction, so that invented tokens cannot
    // keep the database writer busy.
    if (find(token, holder).isEmpty()) {
      return new Outcome.Unknown();
    }
    Presented presented = Presented.of(token, holder.form());
    return store.inTransaction(
        tx -> {
          Outcome outcome = refresh(tx, presented, holder);
          if (outcome instanceof Outcome.Reused(LiveSession session)) {
            events.reused(tx, session, from);
          }
          return outcome;
        });
  }

  /**
   * Returns the live session for a refresh token of this server's own calls, without using the
   * token.
   */
  public Optional<LiveSession> session(String token) {
    return session(token, Holder.OWN);
  }

  /**
   * Returns the live session for a refresh token that could be exchanged now, without using the
   * token. Returns empty for any other token; its reuse is detected when it is exchanged.
   */
  public Optional<LiveSession> session(String token, Holder holder) {
    return find(token, holder)
        .flatMap(row -> store.reading(tx -> session(tx, row, Sha256.of(token))))
        .map(LiveSession::new)
        .filter(holder::holds);
  }

  private static Optional<SessionRow> session(Transaction tx, RefreshTokenRow row, byte[] digest) {
    boolean good =
        ConstantTime.equals(row.current(), digest) || isWithinGrace(row, digest, tx.now());
    return good ? new SessionRows(tx).findLive(row.sessionId(), tx.now()) : Optional.empty();
  }

  private Outcome refresh(Transaction tx, Presented presented, Holder holder) {
    Optional<RefreshTokenRow> family = new RefreshTokenRows(tx).find(presented.family());
    if (family.filter(row -> sessions.isHeldBy(tx, row.sessionId(), holder.clientId())).isEmpty()) {
      return new Outcome.Unknown();
    }
    Optional<LiveSession> session = family.flatMap(row -> sessions.renew(tx, row.sessionId()));
    if (session.isEmpty()) {
      return new Outcome.Unknown();
    }
    if (!holder.rotates() && ConstantTime.equals(family.get().current(), presented.digest())) {
      return new Outcome.Refreshed(session.get(), presented.token());
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
    // The row is read again. On databases other than SQLite, another transaction may have rotated
    // the token or ended the session after the first reading. That is not a sign of theft.
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
   * Returns whether a token is the previous one and within its grace period. Returns false if the
   * rotation lies in the future by more than the grace period. Otherwise a clock that was set back
   * by an hour would prolong the period by an hour.
   */
  private static boolean isWithinGrace(RefreshTokenRow row, byte[] presented, Instant now) {
    return row.previous().filter(digest -> ConstantTime.equals(digest, presented)).isPresent()
        && row.rotatedAt()
            .filter(at -> Duration.between(at, now).abs().compareTo(GRACE) <= 0)
            .isPresent();
  }

  /**
   * Revokes the session of a refresh token, even if the token was already replaced (RFC 7009
   * section 2.1). Has no effect if the token does not exist or belongs to another party.
   *
   * @param from the network of the client, if available
   */
  public void revoke(String token, Holder holder, Optional<Network> from) {
    find(token, holder)
        .map(RefreshTokenRow::sessionId)
        .filter(id -> store.<Boolean>reading(tx -> sessions.isHeldBy(tx, id, holder.clientId())))
        .ifPresent(id -> sessions.end(id, from));
  }

  /**
   * Deletes the encrypted tokens that were stored more than {@link #SEALED} ago.
   *
   * @param atMost the maximum number of tokens to delete, at least 1
   * @return the number of deleted tokens
   */
  static int deleteSealed(Store store, long atMost) {
    return store.inTransaction(
        tx -> new RefreshTokenRows(tx).deleteSealed(tx.now().minus(SEALED), atMost));
  }

  private Optional<RefreshTokenRow> find(String token, Holder holder) {
    return holder.form().matches(token)
        ? store.reading(tx -> new RefreshTokenRows(tx).find(family(token, holder.form())))
        : Optional.empty();
  }

  private static byte[] family(String token, SecretText form) {
    return Sha256.of(form.shared(token, FAMILY_LENGTH));
  }

  private static String identity(byte[] family) {
    return "refresh_token/" + HexFormat.of().formatHex(family);
  }
}

package dev.restauth.session;

import dev.restauth.session.SessionRows.SessionRow;
import java.time.Instant;
import java.util.Optional;

/**
 * A session that the store had, live, a moment ago; or, for a HEAD, one that it would have if it had
 * been asked to. Only this package makes one.
 */
public final class LiveSession {
  private final SessionRow row;
  private final Instant authenticatedAt;

  LiveSession(SessionRow row) {
    this(row, row.authenticatedAt());
  }

  /**
   * One that goes on for who presented a token of it.
   *
   * @param authenticatedAt as that token says. A session that another application's token began is
   *     begun anew by each trade of that token; the tokens of an earlier trade do not profit from it.
   */
  LiveSession(SessionRow row, Instant authenticatedAt) {
    this.row = row;
    this.authenticatedAt =
        authenticatedAt.isBefore(row.authenticatedAt()) ? authenticatedAt : row.authenticatedAt();
  }

  /** Its id, the claim {@code sid} of its tokens. */
  public String id() {
    return row.id();
  }

  /** Whose it is. */
  public long accountId() {
    return row.accountId();
  }

  /** The generation of the account. */
  public long generation() {
    return row.generation();
  }

  /** How she was authenticated, such as {@code password}. */
  public String method() {
    return row.method();
  }

  /** When she was authenticated. */
  public Instant authenticatedAt() {
    return authenticatedAt;
  }

  /** When it was renewed last, as far as that was noted: up to a minute too early. */
  public Instant renewedAt() {
    return row.renewedAt();
  }

  /** When it ends unless it is renewed. */
  public Instant endsAt() {
    return row.endsAt();
  }

  /** From which address it was begun. */
  public String address() {
    return row.address();
  }

  /** What the client said it is that began it. */
  public Optional<String> userAgent() {
    return row.userAgent();
  }

  @Override
  public String toString() {
    return row.toString();
  }
}

package dev.restauth.session;

import dev.restauth.store.SessionStore.SessionRow;
import java.time.Instant;

/** A session that the store had, live, a moment ago. Only {@link Sessions} makes one. */
public final class LiveSession {
  private final SessionRow row;

  LiveSession(SessionRow row) {
    this.row = row;
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

  /** When she was authenticated. */
  public Instant authenticatedAt() {
    return row.authenticatedAt();
  }

  /** When it ends unless it is renewed. */
  public Instant endsAt() {
    return row.endsAt();
  }

  SessionRow row() {
    return row;
  }

  @Override
  public String toString() {
    return row.toString();
  }
}

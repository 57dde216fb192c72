package dev.restauth.session;

import dev.restauth.http.Proof;
import dev.restauth.session.Sessions.Adopted;
import dev.restauth.session.Sessions.Begun;
import dev.restauth.session.Sessions.Sender;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Gives the session in which somebody gets a token. Thread-safe. */
public interface TokenSessions {

  /**
   * A new one, for who has just proved who she is. Where the account has too many, its oldest ends.
   *
   * @param generation the account's, that the proofs belong to
   * @param proofs at least one; the last says when she was authenticated
   * @param refreshable whether it gets a refresh token
   * @return empty where the account was changed since
   */
  Optional<Begun> begin(
      long accountId, long generation, List<Proof> proofs, Sender sender, boolean refreshable);

  /**
   * That of a token that another application handed out: the same for each trade of it, and begun anew
   * by each.
   *
   * @param generation the account's, that the proof belongs to
   * @return empty where it was revoked or the account was changed since
   */
  Optional<LiveSession> trade(long accountId, long generation, Adopted token, Sender sender);

  /**
   * The one of that id, renewed, as the database has it and not as anybody remembers it.
   *
   * @param authenticatedAt as the token says that was presented
   * @return empty where it has ended
   */
  Optional<LiveSession> renew(String id, Instant authenticatedAt);
}

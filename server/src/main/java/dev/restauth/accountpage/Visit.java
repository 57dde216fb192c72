package dev.restauth.accountpage;

import dev.restauth.account.Account;
import dev.restauth.account.PasswordConfirmation;
import dev.restauth.browser.BrowserSession;
import dev.restauth.event.Network;
import dev.restauth.http.Call;
import dev.restauth.http.Caller;
import dev.restauth.page.FormTokens;
import dev.restauth.password.HashRequest;
import dev.restauth.password.HashRequest.Priority;
import java.time.Instant;
import java.util.Optional;

/**
 * The visit of a user who is logged in.
 *
 * @param session the session of the browser
 * @param account the account of the session
 * @param at the time of the call
 */
record Visit(
    Call call, FormTokens.Browser browser, BrowserSession session, Account account, Instant at) {
  long accountId() {
    return session.accountId();
  }

  /**
   * The generation of the account at the last log-in of the session. If the account now has a later
   * generation, the proofs of the user no longer count.
   */
  long generation() {
    return session.generation();
  }

  /** Returns the form token for one action on one object. */
  String token(String path, String action, String thing) {
    return browser.token(about(path, action, thing));
  }

  /**
   * Returns the text to which the form token is bound. The text includes the session, so that a
   * form from an earlier log-in, of this or another user, is refused.
   */
  String about(String path, String action, String thing) {
    return about(session.id(), path, action, thing);
  }

  private static String about(String session, String path, String action, String thing) {
    return String.join("\n", path, session, action, thing);
  }

  /**
   * Returns whether the last authentication of the session was recent, according to the rule for
   * calls below {@code /api/me}.
   */
  boolean isRecent() {
    return !session.authenticatedAt().isBefore(at.minus(PasswordConfirmation.MAX_AGE));
  }

  /** Returns the user, for use cases that expect an API caller. */
  Caller.User user() {
    return new Caller.User(
        account.id(),
        account.username(),
        session.generation(),
        Optional.empty(),
        Optional.empty(),
        account.factor());
  }

  Optional<Network> network() {
    return Optional.of(Network.of(call.client().address()));
  }

  /** Returns the client, for counting attempts and for the order in which requests wait. */
  HashRequest client() {
    return HashRequest.fromClient(Priority.RETURNING, call.client().address(), call.client()::gone);
  }
}

package dev.restauth.challenge;

import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.Caller;
import dev.restauth.http.CallerRevokedException;
import dev.restauth.http.JsonBody;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.session.LiveSession;
import dev.restauth.session.Sessions;
import dev.restauth.store.Transaction;
import dev.restauth.token.AskedOrganization;
import dev.restauth.token.AskedScopes;
import dev.restauth.token.LoginTokens.Wanted;
import java.util.Optional;
import java.util.Set;

/**
 * The limits of a step-up. The new session has at most the scopes of the presented token, and stays
 * in the token's organisation. Thread-safe.
 */
record StepUps(Sessions sessions) {

  /**
   * Reads the properties that a client requests for the new session.
   *
   * @param user the user of the presented token; empty for a log-in
   * @throws ProblemException if a member is malformed, or requests more than the token allows
   */
  Wanted wanted(JsonBody body, Optional<Caller.User> user) {
    boolean refreshable = body.flag("refresh");
    Optional<Set<String>> asked = AskedScopes.read(body);
    AskedOrganization organization = AskedOrganization.read(body, asked);
    if (user.isEmpty()) {
      return new Wanted(refreshable, asked, organization);
    }
    Caller.Presented presented = user.get().session().orElseThrow().token();
    if (organization.id().isPresent() && !organization.id().equals(presented.organization())) {
      throw refused("A step-up stays in the organisation of its token.");
    }
    Optional<Set<String>> limit = limit(user.get(), presented);
    if (asked.isPresent()
        && limit
            .map(scopes -> !scopes.containsAll(asked.get()))
            .orElseGet(() -> AdministrativeScope.isAmong(asked.get()))) {
      throw refused("A step-up has no more scopes than its token. Log in without the token.");
    }
    return new Wanted(
        refreshable, asked.or(() -> limit), new AskedOrganization(presented.organization()));
  }

  /**
   * Returns the scopes that a step-up must not exceed; empty if the session has all scopes of its
   * account.
   */
  private Optional<Set<String>> limit(Caller.User user, Caller.Presented presented) {
    if (presented.narrowed()) {
      return Optional.of(presented.scopes());
    }
    String id = user.session().orElseThrow().id();
    LiveSession session =
        sessions.of(user.accountId()).stream()
            .filter(live -> live.id().equals(id))
            .findFirst()
            .orElseThrow(CallerRevokedException::new);
    return session.scope().map(scopes -> Set.of(scopes.split(" ")));
  }

  private static ProblemException refused(String detail) {
    return new ProblemException(ProblemType.INVALID_MEMBER.because(detail));
  }

  /**
   * Ends the session that a new session replaces, in the transaction that begins the new session.
   *
   * @param user the user of the presented token; empty for a log-in
   * @return whether the new session may begin; false if the session to replace has ended
   */
  boolean replace(Transaction tx, Optional<Caller.User> user) {
    return user.isEmpty()
        || sessions.endForStepUp(
            tx, user.get().session().orElseThrow().id(), user.get().accountId());
  }
}

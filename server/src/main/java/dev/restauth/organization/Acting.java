package dev.restauth.organization;

import dev.restauth.account.AccountRows;
import dev.restauth.event.Actor;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.Call;
import dev.restauth.http.Caller;
import dev.restauth.role.PowerGuard;
import dev.restauth.store.Transaction;
import java.util.Optional;

/**
 * The user or operator who acts on an organisation.
 *
 * @param actor the actor to record in events
 * @param user the user; empty for an operator
 * @param mayAdminister whether the user's credentials may be used for actions of administrators
 */
record Acting(Actor actor, Optional<User> user, boolean mayAdminister) {
  /**
   * A user.
   * @param organization the organisation in which the presented token acts, if there is one. The
   *     token then gives access to no other organisation
   */
  record User(long accountId, long generation, Optional<String> organization) {
    /** Returns whether the presented credentials give access to an organisation. */
    boolean opens(String id) {
      return organization.orElse(id).equals(id);
    }
  }

  /** Returns the caller of an API call. */
  static Acting of(Call call) {
    Caller.User user = call.user();
    return new Acting(
        PowerGuard.actor(call),
        Optional.of(
            new User(
                user.accountId(),
                user.generation(),
                user.session().flatMap(session -> session.token().organization()))),
        call.mayAdminister(AdministrativeScope.ORGS_WRITE));
  }

  /** Returns an operator. */
  static Acting operator(Actor actor) {
    return new Acting(actor, Optional.empty(), true);
  }

  /**
   * Returns the actor to record in the events of an action that the caller takes with this
   * standing.
   */
  Actor actor(Standing standing) {
    return standing.administrator() ? actor : asMember();
  }

  /**
   * Takes the turn at the user's account. Every change takes it before it locks the rights, so that
   * the changes of one user wait for each other, and administrators need not wait behind all of
   * them.
   */
  void takeTurn(Transaction tx) {
    user.ifPresent(each -> new AccountRows(tx).takeTurn(each.accountId()));
  }

  /** Returns the actor to record in the events of an action that the caller takes as a member. */
  Actor asMember() {
    return actor instanceof Actor.Administrator by ? by.asMember() : actor;
  }

  /** Returns whether the account belongs to the user. */
  boolean is(long accountId) {
    return user.filter(each -> each.accountId() == accountId).isPresent();
  }
}

package dev.restauth.role;

import dev.restauth.event.Actor;
import dev.restauth.event.EventType;
import dev.restauth.event.SecurityEvent;
import dev.restauth.http.JsonBody;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonWriter;
import dev.restauth.store.Transaction;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Changes the rights of accounts within the caller's transactions, and records an event for each
 * change. Checks that the actor neither gives nor takes away more power than they have. The caller
 * must check that the actor may act on the account. Thread-safe.
 */
public final class AccountRights {
  private final Roles roles;

  AccountRights(Roles roles) {
    this.roles = roles;
  }

  /** Returns the rights of an account, as read in the transaction. */
  public static Rights of(Transaction tx, long accountId) {
    return new RoleRows(tx).rights(accountId);
  }

  /**
   * Replaces the roles of an account, in a transaction that has called {@link Power#lock}.
   *
   * @param accountId an account that is not closed, and on which the actor may act
   * @throws EscalationException if the actor gives or takes away a role with an administrative
   *     scope that they do not hold
   * @throws ProblemException 400 if one of the roles does not exist; 409 if the roles would not fit
   *     into a token
   */
  public void replace(Transaction tx, long accountId, Set<String> wanted, Actor by) {
    RoleRows rows = new RoleRows(tx);
    Set<String> had = rows.rights(accountId).roles();
    Set<String> changed = new TreeSet<>(had);
    changed.addAll(wanted);
    changed.removeIf(role -> had.contains(role) && wanted.contains(role));
    Map<String, Set<String>> defined =
        rows.all().stream().collect(Collectors.toMap(Role::name, Role::scopes));
    Power power = new Power(tx);
    for (String role : changed) {
      power.require(by, Optional.of(accountId), scopes(role, defined));
    }
    if (!Roles.fits(wanted, defined)) {
      throw new ProblemException(
          ProblemType.LIMIT_REACHED.because(
              "The scopes or the roles of this account would not fit into a token: the scopes"
                  + " together, and the roles together, may have "
                  + Roles.CLAIM_BYTES
                  + " characters."));
    }
    if (changed.isEmpty() || !roles.changeAccount(tx, accountId, new RightsRows(tx).next())) {
      return;
    }
    for (String role : changed) {
      boolean given = wanted.contains(role);
      boolean _ = given ? rows.assign(accountId, role) : rows.take(accountId, role);
      EventType type = given ? EventType.USER_ROLE_ASSIGNED : EventType.USER_ROLE_TAKEN;
      roles.events().record(tx, SecurityEvent.of(type).about(accountId).role(role).by(by));
    }
  }

  /**
   * Checks that an actor may give roles to an account that is about to be created.
   *
   * @throws EscalationException if a role has an administrative scope that the actor does not hold
   * @throws ProblemException 400 if one of the roles does not exist
   */
  public void requireGivable(Transaction tx, Set<String> wanted, Actor by) {
    Map<String, Set<String>> defined =
        new RoleRows(tx).all().stream().collect(Collectors.toMap(Role::name, Role::scopes));
    for (String role : wanted) {
      new Power(tx).require(by, Optional.empty(), scopes(role, defined));
    }
  }

  private static Set<String> scopes(String role, Map<String, Set<String>> defined) {
    return Optional.ofNullable(defined.get(role))
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.INVALID_MEMBER.because(
                        "The member \"roles\" may name only roles that exist; \""
                            + JsonBody.quotable(role)
                            + "\" does not.")));
  }

  /**
   * Replaces the attributes that administrators give to an account, in a transaction that has
   * called {@link Power#lock}.
   *
   * @param accountId an account that is not closed
   * @throws ProblemException 400 if the attributes are too large, or if the setting {@code
   *     attribute-claims} names an attribute whose value cannot become a claim
   */
  public void replaceAttributes(Transaction tx, long accountId, JsonObject attributes, Actor by) {
    Optional<JsonObject> stored =
        AdminAttributes.parse(JsonWriter.text(json -> attributes.members().forEach(json::member)));
    if (!AdminAttributes.isText(attributes)
        || stored.isEmpty()
        || roles.check(stored.get()) != Roles.Attributes.SET) {
      throw new ProblemException(
          ProblemType.INVALID_MEMBER.because(
              "The member \"admin_attributes\" must be an object of at most 8 KiB. Attributes that"
                  + " become claims must be strings, whole numbers, true, false or arrays of"
                  + " strings, of "
                  + Roles.CLAIM_BYTES
                  + " bytes together."));
    }
    if (roles.changeAccount(tx, accountId, new RightsRows(tx).next())) {
      AdminAttributes.put(tx, accountId, stored.get());
      roles
          .events()
          .record(tx, SecurityEvent.of(EventType.USER_ATTRIBUTES_SET).about(accountId).by(by));
    }
  }
}

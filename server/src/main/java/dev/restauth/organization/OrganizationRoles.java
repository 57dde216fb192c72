package dev.restauth.organization;

import dev.restauth.event.Actor;
import dev.restauth.event.EventType;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.role.Names;
import dev.restauth.role.OrganizationRights;
import dev.restauth.role.Power;
import dev.restauth.role.RightsRows;
import dev.restauth.role.RoleFeature;
import dev.restauth.store.Store;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The scopes of owners, administrators and members, which are the same in all organisations. A
 * change gets one rights number, which makes the tokens of all members with the role outdated.
 * Thread-safe.
 *
 * @param tokensUntil returns the latest possible expiry of the tokens that were issued before a
 *     given time
 */
record OrganizationRoles(Store store, UnaryOperator<Instant> tokensUntil, SecurityEvents events) {
  /** The maximum number of scopes of a role. */
  static final int SCOPES_AT_MOST = 100;

  /** Returns the scopes of all roles. */
  Map<OrganizationRole, Set<String>> all() {
    return store.reading(
        tx -> {
          Map<OrganizationRole, Set<String>> all = new EnumMap<>(OrganizationRole.class);
          for (OrganizationRole role : OrganizationRole.values()) {
            all.put(role, new OrganizationRoleRows(tx).scopes(role));
          }
          return all;
        });
  }

  /**
   * Returns a sentence that says why a role cannot have these scopes; empty if a role can have
   * them.
   */
  static Optional<String> complaint(Set<String> scopes) {
    if (!scopes.stream().allMatch(Names::isName)) {
      return Optional.of("One of the scopes is not a valid name: " + Names.RULE + ".");
    }
    Optional<String> ours =
        scopes.stream()
            .filter(
                scope -> AdministrativeScope.isOne(scope) || AdministrativeScope.isReserved(scope))
            .findFirst();
    if (ours.isPresent()) {
      return Optional.of(
          "No role of an organisation can contain the scope "
              + ours.get()
              + ": it belongs to this server.");
    }
    boolean fits =
        scopes.size() <= SCOPES_AT_MOST
            && String.join(" ", scopes).length() + AdministrativeScope.API.length() + 1
                <= RoleFeature.CLAIM_BYTES;
    return fits
        ? Optional.empty()
        : Optional.of(
            "A role has at most %d scopes, with at most %,d characters together."
                .formatted(
                    SCOPES_AT_MOST,
                    RoleFeature.CLAIM_BYTES - AdministrativeScope.API.length() - 1));
  }

  /**
   * Replaces the scopes of a role.
   *
   * @param scopes the new scopes, for which {@link #complaint} must return empty
   * @throws dev.restauth.role.EscalationException if an administrator no longer holds {@code
   *     roles:write}
   */
  void define(OrganizationRole role, Set<String> scopes, Actor by) {
    store.inTransaction(
        tx -> {
          long number = new RightsRows(tx).next();
          new Power(tx).requireHeld(by, AdministrativeScope.ROLES_WRITE);
          OrganizationRoleRows rows = new OrganizationRoleRows(tx);
          Set<String> had = rows.scopes(role);
          if (!had.equals(scopes)) {
            rows.put(role, scopes);
            new RightsRows(tx)
                .changeRole(
                    OrganizationRights.markOfRole(role.text()),
                    had,
                    number,
                    tokensUntil.apply(tx.now()));
            events.record(
                tx, SecurityEvent.of(EventType.ORGANIZATION_ROLE_DEFINED).role(role.text()).by(by));
          }
          return true;
        });
  }
}

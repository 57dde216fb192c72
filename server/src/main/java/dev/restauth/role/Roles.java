package dev.restauth.role;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.event.Actor;
import dev.restauth.event.EventType;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.ProblemException;
import dev.restauth.json.JsonObject;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Changes roles, and gives roles to accounts. Each change gets a number, which shows that older
 * tokens are outdated. An outdated token is refused, except for its renewal; the new token has the
 * new rights. Thread-safe.
 *
 * @param tokensUntil returns the latest possible expiry of the tokens that were issued before a
 *     given time
 * @param attributeClaims the names of the attributes that become claims
 */
public record Roles(
    Store store,
    UnaryOperator<Instant> tokensUntil,
    List<String> attributeClaims,
    SecurityEvents events) {
  /** The maximum number of roles. */
  public static final int AT_MOST = 100;

  /** The maximum number of scopes of a role. */
  static final int SCOPES_AT_MOST = 100;

  /** The maximum length of a role's description, in characters. */
  static final int DESCRIPTION_AT_MOST = 200;

  /** The maximum size of each claim for scopes, for roles or for attributes, in bytes. */
  public static final int CLAIM_BYTES = 1_000;

  private static final int HOLDERS_AT_ONCE = 5_000;

  /** The result of a change. */
  public sealed interface Outcome {
    /** The change is durable, and this server already applies it. */
    record Changed(Role role) implements Outcome {}

    /** Nothing was changed, because the role or the account was already in the requested state. */
    record Unchanged(Role role) implements Outcome {}

    /** The role does not exist. */
    record UnknownRole() implements Outcome {}

    /** The account does not exist, or it is closed. */
    record UnknownUser() implements Outcome {}

    /** The maximum number of roles, {@link #AT_MOST}, already exists. */
    record TooMany() implements Outcome {}

    /** The role cannot be removed, because accounts have it. */
    record InUse() implements Outcome {}

    /** The account's scopes or roles would not fit into a token. */
    record TooLong(long accountId) implements Outcome {}
  }

  /**
   * Creates a role. If a role with that name exists, replaces its scopes and its description.
   *
   * @param scopes the scopes, which {@link Role#refusal} must allow
   * @throws EscalationException if the role has, or would have, an administrative scope that the
   *     actor does not hold
   * @throws ProblemException 409 if the change would take away the power of the last administrator
   */
  public Outcome define(String name, Set<String> scopes, Optional<String> description, Actor by) {
    return store.inTransaction(tx -> define(tx, name, scopes, description, by));
  }

  /** Creates or replaces a role within a transaction that has so far only acquired locks. */
  Outcome define(
      Transaction tx, String name, Set<String> scopes, Optional<String> description, Actor by) {
    long number = new RightsRows(tx).next();
    Power power = new Power(tx);
    power.requireHeld(by, AdministrativeScope.ROLES_WRITE);
    Set<String> concerned = new TreeSet<>(scopes);
    new RoleRows(tx).find(name).ifPresent(before -> concerned.addAll(before.scopes()));
    power.require(by, Optional.empty(), concerned);
    Outcome outcome =
        power.keepingAnAdministrator(by, () -> define(tx, number, name, scopes, description));
    record(tx, outcome, SecurityEvent.of(EventType.ROLE_DEFINED).role(name).by(by));
    return outcome;
  }

  private void record(Transaction tx, Outcome outcome, SecurityEvent event) {
    if (outcome instanceof Outcome.Changed) {
      events.record(tx, event);
    }
  }

  private Outcome define(
      Transaction tx, long number, String name, Set<String> scopes, Optional<String> description) {
    List<Role> all = new RoleRows(tx).all();
    Optional<Role> before = all.stream().filter(each -> each.name().equals(name)).findFirst();
    Role role = new Role(name, scopes, description, before.map(Role::createdAt).orElseGet(tx::now));
    if (before.isPresent() && before.get().equals(role)) {
      return new Outcome.Unchanged(role);
    }
    if (before.isEmpty() && all.size() >= AT_MOST) {
      return new Outcome.TooMany();
    }
    Map<String, Set<String>> defined =
        all.stream().collect(Collectors.toMap(Role::name, Role::scopes));
    defined.put(name, role.scopes());
    Optional<Long> tooLong = before.isEmpty() ? Optional.empty() : tooLong(tx, name, defined);
    if (tooLong.isPresent()) {
      return new Outcome.TooLong(tooLong.get());
    }
    new RoleRows(tx).put(role);
    Set<String> had = before.map(Role::scopes).orElse(Set.of());
    boolean sameScopes = before.isPresent() && had.equals(role.scopes());
    if (!sameScopes) {
      new RightsRows(tx).changeRole(name, had, number, tokensUntil.apply(tx.now()));
    }
    return new Outcome.Changed(role);
  }

  /**
   * Returns an account that has the role and whose scopes or roles would not fit into a token;
   * empty if there is none.
   */
  private static Optional<Long> tooLong(
      Transaction tx, String role, Map<String, Set<String>> defined) {
    if (fits(defined.keySet(), defined)) {
      return Optional.empty(); // enough space even for an account that has all roles
    }
    long after = 0;
    while (true) {
      List<RoleRows.Holder> holders = new RoleRows(tx).holders(role, after, HOLDERS_AT_ONCE);
      for (RoleRows.Holder each : holders) {
        if (!fits(each.roles(), defined)) {
          return Optional.of(each.accountId());
        }
      }
      if (holders.size() < HOLDERS_AT_ONCE) {
        return Optional.empty();
      }
      after = holders.getLast().accountId();
    }
  }

  /** Returns whether the scopes and the names of the roles fit into a token. */
  static boolean fits(Collection<String> roles, Map<String, Set<String>> defined) {
    Set<String> everyday = new TreeSet<>(Set.of(AdministrativeScope.API));
    roles.forEach(role -> everyday.addAll(defined.getOrDefault(role, Set.of())));
    everyday.removeIf(AdministrativeScope::isOne); // administrative scopes are few and short
    return String.join(" ", everyday).length() <= CLAIM_BYTES
        && String.join(" ", roles).length() <= CLAIM_BYTES;
  }

  /**
   * Removes a role, unless an account has it.
   *
   * @throws EscalationException if the role has an administrative scope that the actor does not
   *     hold
   */
  public Outcome delete(String name, Actor by) {
    return store.inTransaction(
        tx -> {
          new RightsRows(tx).next();
          Power power = new Power(tx);
          power.requireHeld(by, AdministrativeScope.ROLES_WRITE);
          Optional<Role> role = new RoleRows(tx).find(name);
          if (role.isEmpty()) {
            return new Outcome.UnknownRole();
          }
          power.require(by, Optional.empty(), role.get().scopes());
          if (!new RoleRows(tx).removeUnused(name)) {
            return new Outcome.InUse();
          }
          events.record(tx, SecurityEvent.of(EventType.ROLE_DELETED).role(name).by(by));
          return new Outcome.Changed(role.get());
        });
  }

  /**
   * Returns the number of accounts that have a role. The duration of this call grows with that
   * number.
   */
  long holders(String name) {
    return store.<Long>reading(tx -> new RoleRows(tx).holders(name));
  }

  /** Gives an account a role. */
  Outcome assign(String name, String username, Actor by) {
    return change(name, username, by, true);
  }

  /** Takes a role away from an account. */
  Outcome take(String name, String username, Actor by) {
    return change(name, username, by, false);
  }

  private Outcome change(String name, String username, Actor by, boolean given) {
    return store.inTransaction(
        tx -> {
          long number = new RightsRows(tx).next();
          RoleRows rows = new RoleRows(tx);
          Optional<Role> role = rows.find(name);
          Optional<Account> account = new AccountRows(tx).findAsTyped(username);
          if (role.isEmpty()) {
            return new Outcome.UnknownRole();
          }
          if (account.isEmpty()) {
            return new Outcome.UnknownUser();
          }
          long id = account.get().id();
          if (rows.has(id, name) == given) {
            return new Outcome.Unchanged(role.get());
          }
          if (given && !fits(tx, id, name)) {
            return new Outcome.TooLong(id);
          }
          if (!changeAccount(tx, id, number)) {
            return new Outcome.UnknownUser();
          }
          boolean _ = given ? rows.assign(id, name) : rows.take(id, name);
          EventType type = given ? EventType.USER_ROLE_ASSIGNED : EventType.USER_ROLE_TAKEN;
          events.record(tx, SecurityEvent.of(type).about(id).role(name).by(by));
          return new Outcome.Changed(role.get());
        });
  }

  private static boolean fits(Transaction tx, long accountId, String more) {
    Set<String> roles = new HashSet<>(new RoleRows(tx).rights(accountId).roles());
    roles.add(more);
    return fits(
        roles, new RoleRows(tx).all().stream().collect(Collectors.toMap(Role::name, Role::scopes)));
  }

  boolean changeAccount(Transaction tx, long accountId, long number) {
    return new RightsRows(tx).changeAccount(accountId, number, tokensUntil.apply(tx.now()));
  }

  /** Outcomes of a change of attributes. */
  enum Attributes {
    /** The attributes are stored. */
    SET,
    /** The account does not exist, or it is closed. */
    UNKNOWN_USER,
    /** The attributes that become claims would not fit into a token. */
    TOO_LONG,
    /**
     * An attribute that should become a claim is neither a string, a whole number, a boolean nor an
     * array of strings.
     */
    NO_CLAIM
  }

  /** Checks whether attributes can become claims, as configured. */
  Attributes check(JsonObject attributes) {
    if (AdminAttributes.size(attributes, attributeClaims) > CLAIM_BYTES) {
      return Attributes.TOO_LONG;
    }
    return attributeClaims.stream()
            .flatMap(name -> attributes.member(name).stream())
            .allMatch(value -> AdminAttributes.claim(value).isPresent())
        ? Attributes.SET
        : Attributes.NO_CLAIM;
  }

  /** Replaces the attributes that administrators give to an account. */
  Attributes setAttributes(String username, JsonObject attributes, Actor by) {
    Attributes checked = check(attributes);
    if (checked != Attributes.SET) {
      return checked;
    }
    return store.inTransaction(
        tx -> {
          long number = new RightsRows(tx).next();
          Optional<Account> account = new AccountRows(tx).findAsTyped(username);
          if (account.isEmpty() || !changeAccount(tx, account.get().id(), number)) {
            return Attributes.UNKNOWN_USER;
          }
          AdminAttributes.put(tx, account.get().id(), attributes);
          events.record(
              tx, SecurityEvent.of(EventType.USER_ATTRIBUTES_SET).about(account.get().id()).by(by));
          return Attributes.SET;
        });
  }

  /** Returns all roles, in the order of their names. */
  public List<Role> all() {
    return store.reading(tx -> new RoleRows(tx).all());
  }

  /** Returns the rights of an account. */
  Rights of(long accountId) {
    return store.reading(tx -> new RoleRows(tx).rights(accountId));
  }

  /**
   * Removes the roles, the attributes and the rights changes of an account that is being erased.
   */
  static void erase(Transaction tx, long accountId) {
    new RoleRows(tx).takeAll(accountId);
    new RightsRows(tx).forget(accountId);
    AdminAttributes.erase(tx, accountId);
  }
}

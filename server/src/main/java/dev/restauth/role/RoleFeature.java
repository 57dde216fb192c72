package dev.restauth.role;

import dev.restauth.account.Account;
import dev.restauth.account.NewAdministrators;
import dev.restauth.account.OwnerClosing;
import dev.restauth.account.RightsChanged;
import dev.restauth.config.Config;
import dev.restauth.event.SecurityEvents;
import dev.restauth.feature.Feature;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Operations;
import dev.restauth.role.RightsRows.ChangedRole;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.store.Change;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The feature that defines roles and gives them to accounts. */
public final class RoleFeature implements Feature {
  /** The maximum size of each claim for scopes, for roles or for attributes, in bytes. */
  public static final int CLAIM_BYTES = Roles.CLAIM_BYTES;

  /** The maximum number of rows that one transaction removes. */
  private static final long BATCH = 500;

  private final Store store;
  private final Roles roles;
  private final ChangedRoles changed = new ChangedRoles();
  private final UnaryOperator<Instant> tokensUntil;
  private final RoleGrants grants;
  private final BooleanSupplier holdsLease;
  private final InstantSource clock;

  /**
   * Creates the feature.
   *
   * @param tokensUntil returns the latest possible expiry of the tokens that were issued before a
   *     given time
   * @param holdsLease returns whether this process may remove expired rows
   */
  public RoleFeature(
      Config config,
      Store store,
      UnaryOperator<Instant> tokensUntil,
      BooleanSupplier holdsLease,
      SecurityEvents events,
      InstantSource clock) {
    this.store = store;
    this.roles = new Roles(store, tokensUntil, config.get(RoleSettings.ATTRIBUTE_CLAIMS), events);
    this.tokensUntil = tokensUntil;
    this.grants = new RoleGrants(tokensUntil, events);
    this.holdsLease = holdsLease;
    this.clock = clock;
  }

  /** Returns the object that changes roles. */
  public Roles roles() {
    return roles;
  }

  /** Returns the object that changes the rights of accounts in the caller's transactions. */
  public AccountRights accountRights() {
    return new AccountRights(roles);
  }

  /** Returns the object that gives new accounts the administrators' role. */
  public NewAdministrators administrators() {
    return new FirstAdministrators(store, roles);
  }

  /**
   * Returns the object through which owners close their accounts. It refuses to close the last
   * account that can assign roles.
   *
   * @param before acquires the locks that must precede the lock on rights
   */
  public static OwnerClosing ownerClosing(Consumer<Transaction> before) {
    return new LastAdministrator(before);
  }

  /** Returns the role changes that make tokens outdated. */
  public ChangedRoles changed() {
    return changed;
  }

  /** Returns the object that gives roles in transactions of other features. */
  public RoleGrants grants() {
    return grants;
  }

  /**
   * Returns the rights of an account. Reads them from the database, unless no rights were ever
   * changed.
   */
  public Rights rights(long accountId) {
    return changed.isNothingChanged() ? Rights.NONE : roles.of(accountId);
  }

  /** Returns the administrative scopes of an account, read from the database. */
  public Set<String> administrative(long accountId) {
    return roles.of(accountId).administrative();
  }

  /** Adds an account's roles and scopes to the facts of {@code restauth user show}. */
  public Facts describe(Facts facts, Account account) {
    Rights rights = roles.of(account.id());
    Facts all = facts;
    if (!rights.roles().isEmpty()) {
      all =
          all.with("roles", List.copyOf(rights.roles()))
              .with("scopes", List.copyOf(rights.scopes()));
    }
    return rights.attributes().names().isEmpty()
        ? all
        : all.with("attributes", List.copyOf(rights.attributes().names()));
  }

  @Override
  public void erase(Transaction tx, long accountId, String username) {
    Roles.erase(tx, accountId);
  }

  @Override
  public void begin() {
    changed.reload(store);
  }

  @Override
  public List<Operations.Source> operations() {
    return List.of(new RoleOperations(roles));
  }

  @Override
  public List<MaintenanceTasks.Task> maintenanceTasks() {
    return List.of(new MaintenanceTasks.Task("removing expired changes of rights", this::purge));
  }

  private boolean purge() {
    changed.removeExpired(clock.instant());
    return holdsLease.getAsBoolean()
        && store.<Integer>inTransaction(tx -> new RightsRows(tx).purge(tx.now(), BATCH)) >= BATCH;
  }

  @Override
  public void onChanges(List<Change> changes) {
    for (Change change : changes) {
      RightsChanged.of(change).ifPresent(each -> changed.recordNumber(each.number()));
      RoleChanged.of(change).ifPresent(this::apply);
    }
  }

  /**
   * Applies a change. It stays in force until all tokens that were issued before this server was
   * notified have expired.
   */
  private void apply(RoleChanged change) {
    changed.add(
        new ChangedRole(
            change.role(), change.scopes(), change.number(), tokensUntil.apply(clock.instant())));
  }

  /**
   * Reads the changes from the store again, because a change that was not committed must not be
   * applied.
   */
  @Override
  public void onUncertainCommit(List<Change> changes) {
    if (changes.stream()
        .anyMatch(change -> change.is(RightsChanged.KIND) || change.is(RoleChanged.KIND))) {
      changed.reload(store);
    }
  }

  @Override
  public void invalidateAll() {
    changed.reload(store);
  }
}

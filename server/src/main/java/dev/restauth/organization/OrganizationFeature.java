package dev.restauth.organization;

import dev.restauth.account.PasswordConfirmation;
import dev.restauth.code.OneTimeCodes;
import dev.restauth.config.Config;
import dev.restauth.crypto.RandomIds;
import dev.restauth.event.SecurityEvents;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.mail.EmailAddress;
import dev.restauth.mail.Mailer;
import dev.restauth.operator.Operations;
import dev.restauth.organization.OrganizationSettings.Makers;
import dev.restauth.registration.Memberships;
import dev.restauth.role.OrganizationRights;
import dev.restauth.role.PowerGuard;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import dev.restauth.throttle.AddressAllowances;
import dev.restauth.vault.Cursors;
import dev.restauth.vault.Vault;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** The feature that groups accounts in organisations. */
public final class OrganizationFeature implements Feature {
  /** The maximum number of rows that one transaction removes. */
  private static final long BATCH = 500;

  private final InvitedMemberships memberships;
  private final OrganizationInvitations invitations;
  private final BooleanSupplier holdsLease;
  private final List<RouteTable.Routes> routes;
  private final OrganizationOperations operations;

  /**
   * Creates the feature.
   *
   * @param tokensUntil returns the latest possible expiry of the tokens that were issued before a
   *     given time
   * @param holdsLease whether this process may remove expired rows
   * @param confirmation requires the password before an organisation is deleted
   */
  public OrganizationFeature(
      Config config,
      Store store,
      Vault vault,
      UnaryOperator<Instant> tokensUntil,
      OneTimeCodes codes,
      Mailer mailer,
      BooleanSupplier holdsLease,
      PasswordConfirmation confirmation,
      SecurityEvents events,
      InstantSource clock) {
    Members members =
        new Members(
            store,
            tokensUntil,
            new AddressAllowances(Members.CHANGES, Members.CHANGE_INTERVAL, clock),
            events);
    this.memberships = new InvitedMemberships(store, codes, members);
    Organizations organizations =
        new Organizations(
            store,
            new RandomIds(),
            memberships,
            new AddressAllowances(Organizations.MADE_AT_ONCE, Organizations.MADE_AGAIN, clock),
            tokensUntil,
            events);
    this.invitations = new OrganizationInvitations(store, memberships, mailer, events);
    this.holdsLease = holdsLease;
    OrganizationRoles roles = new OrganizationRoles(store, tokensUntil, events);
    PowerGuard guard = new PowerGuard(events);
    Refusals refusals = new Refusals(events);
    Makers makers = config.get(OrganizationSettings.ORGANIZATIONS);
    this.routes =
        List.of(
            new OrganizationRoutes(organizations, confirmation, guard, refusals, makers),
            new AdministrativeOrganizationRoutes(organizations, new Cursors(vault)),
            new MemberRoutes(members, new Cursors(vault), guard, refusals),
            new OrganizationInvitationRoutes(
                invitations, new OwnInvitations(store, memberships, events), guard, refusals),
            new OrganizationRoleRoutes(roles, guard));
    this.operations = new OrganizationOperations(store, organizations, members, roles);
  }

  /** Returns the invitations, for the feature that accepts their codes. */
  public Memberships memberships() {
    return memberships;
  }

  /** Returns the rights of an account in an organisation, read from the database. */
  public static OrganizationRights.Source rights(Store store) {
    return (account, organization) -> store.reading(tx -> rights(tx, account, organization));
  }

  /** Returns the rights of an account in an organisation, read in the caller's transaction. */
  public static Optional<OrganizationRights> rights(
      Transaction tx, long accountId, String organization) {
    return new MemberRows(tx).rights(organization, accountId);
  }

  /**
   * Checks that a user who wants to close their account is not the last owner of an organisation.
   *
   * @throws dev.restauth.http.ProblemException 409, if the account is the last owner
   * @return a check to run after the account row was locked. It throws a ProblemException (409) if
   *     the account has become an owner in the meantime
   */
  public static Runnable requireOtherOwners(Transaction tx, long accountId) {
    return Members.requireOtherOwners(tx, accountId);
  }

  /** Assigns the invitations of an address to the account that has confirmed the address. */
  public static void assign(
      Transaction tx, OneTimeCodes codes, EmailAddress address, long accountId) {
    InvitedMemberships.assign(tx, codes, address, accountId);
  }

  @Override
  public void erase(Transaction tx, long accountId, String username) {
    memberships.erase(tx, accountId);
    new MemberRows(tx).removeOf(accountId);
  }

  @Override
  public List<MaintenanceTasks.Task> maintenanceTasks() {
    return List.of(
        new MaintenanceTasks.Task(
            "removing expired invitations to organisations",
            () -> holdsLease.getAsBoolean() && invitations.purge(BATCH)));
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return routes;
  }

  @Override
  public List<Operations.Source> operations() {
    return List.of(operations);
  }
}

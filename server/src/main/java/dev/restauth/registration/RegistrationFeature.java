package dev.restauth.registration;

import dev.restauth.account.Registration;
import dev.restauth.code.OneTimeCodes;
import dev.restauth.code.Purpose;
import dev.restauth.config.Config;
import dev.restauth.email.AskedCodes;
import dev.restauth.email.ConfirmationListener;
import dev.restauth.email.OwnEmail;
import dev.restauth.event.SecurityEvents;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.mail.EmailAddress;
import dev.restauth.mail.Mailer;
import dev.restauth.operator.Operations;
import dev.restauth.role.PowerGuard;
import dev.restauth.role.RoleGrants;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import dev.restauth.vault.Cursors;
import dev.restauth.vault.Vault;
import dev.restauth.work.SignUpWork;
import java.util.List;

/** The feature through which people get accounts over HTTP. */
public final class RegistrationFeature implements Feature {
  private final List<RouteTable.Routes> routes;
  private final Invitations invitations;
  private final SignUps signUps;
  private final InvitationOperations operations;

  /**
   * Creates the feature.
   *
   * @param registration creates the accounts
   * @param memberships the invitations to organisations
   */
  public RegistrationFeature(
      Config config,
      Store store,
      Registration registration,
      OneTimeCodes codes,
      OwnEmail email,
      Mailer mailer,
      SignUpWork work,
      RoleGrants roles,
      Memberships memberships,
      ConfirmationListener confirmations,
      Vault vault,
      SecurityEvents events) {
    ModeGate gate = new ModeGate(config.get(RegistrationSettings.REGISTRATION));
    InvitationAcceptance acceptance = new InvitationAcceptance(mailer, roles, memberships, events);
    this.invitations = new Invitations(store, codes, mailer, acceptance, events);
    this.operations = new InvitationOperations(gate, mailer, invitations);
    this.signUps =
        new SignUps(
            gate,
            registration,
            new VerifiedRegistrations(new AskedCodes(store, codes, mailer)),
            codes,
            email,
            mailer,
            confirmations,
            invitations,
            acceptance);
    this.routes =
        List.of(
            new RegistrationRoutes(gate, signUps, mailer, work),
            new InvitationRoutes(gate, signUps),
            new AdministrativeInvitationRoutes(
                gate, mailer, invitations, new PowerGuard(events), new Cursors(vault)));
  }

  /** Returns the kinds of registration. */
  public SignUps signUps() {
    return signUps;
  }

  /**
   * Assigns the invitation of an address to the account that has confirmed the address, so that it
   * is erased together with the account.
   */
  public static void assign(
      Transaction tx, OneTimeCodes codes, EmailAddress address, long accountId) {
    codes.assignOnly(tx, Purpose.INVITATION, address.comparable(), accountId);
  }

  @Override
  public void erase(Transaction tx, long accountId, String username) {
    invitations.erase(tx, accountId);
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

package dev.restauth.organization;

import dev.restauth.account.AccountRows;
import dev.restauth.code.OneTimeCodes;
import dev.restauth.code.OneTimeCodes.Issued;
import dev.restauth.code.OneTimeCodes.Subject;
import dev.restauth.code.OneTimeCodes.Validity;
import dev.restauth.code.Purpose;
import dev.restauth.event.Actor;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.mail.EmailAddress;
import dev.restauth.organization.InvitationRows.Invitation;
import dev.restauth.registration.Memberships;
import dev.restauth.role.Power;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.util.Optional;

/**
 * Makes invited accounts members, and removes invitations together with their codes. An invitation
 * can be accepted in two ways: with the code from the mail, or by an account that has confirmed the
 * address. An invitation that was accepted in one way cannot be accepted again in the other way.
 * Thread-safe.
 */
record InvitedMemberships(Store store, OneTimeCodes codes, Members members) implements Memberships {
  private static final Purpose PURPOSE = Purpose.ORGANIZATION_INVITATION;

  /**
   * Creates a code for an address. The code is not valid yet. The id of its request becomes the id
   * of the invitation.
   */
  Issued draft(String organization, EmailAddress address) {
    return codes.draftOnly(PURPOSE, organization + " " + address.comparable());
  }

  /**
   * Makes the code of a stored mail valid. It replaces an earlier code of the same address for the
   * same organisation.
   *
   * @param account the account that currently has the address
   */
  void put(
      Transaction tx,
      Issued code,
      EmailAddress address,
      Optional<Long> account,
      Duration validity) {
    codes.putOnly(
        tx,
        PURPOSE,
        code,
        new Subject(account, 0, address.text()),
        new Validity(Duration.ZERO, validity));
  }

  @Override
  public boolean isPending(String invitation) {
    return store.reading(tx -> new InvitationRows(tx).find(invitation)).isPresent();
  }

  @Override
  public State state(Transaction tx, String invitation, Optional<Long> account) {
    return new InvitationRows(tx)
        .find(invitation)
        .map(found -> stillAllows(tx, found, account) ? State.PENDING : State.INVITER_GONE)
        .orElse(State.ENDED);
  }

  @Override
  public boolean join(Transaction tx, String invitation, long accountId, Actor by) {
    return join(tx, new InvitationRows(tx).find(invitation).orElseThrow(), accountId, by);
  }

  /**
   * Makes an account a member, and removes the invitation. Returns false if the account is closed,
   * or is already a member of too many organisations.
   */
  boolean join(Transaction tx, Invitation invitation, long accountId, Actor by) {
    String organization = invitation.organization();
    boolean isMember =
        new MemberRows(tx).role(organization, accountId).isPresent()
            || members.add(tx, by, organization, accountId, invitation.role())
                instanceof Outcome.Done<?>;
    if (isMember) {
      var _ = end(tx, invitation.id());
    }
    return isMember;
  }

  /**
   * Returns whether the inviter may still invite somebody with this role. The inviter may have lost
   * their own role in the meantime. An inviter who may invite only as an administrator cannot
   * accept their own invitation: administrators must not make themselves members.
   *
   * @param account the account that accepts the invitation; empty if accepting it creates the
   *     account
   */
  boolean stillAllows(Transaction tx, Invitation invitation, Optional<Long> account) {
    boolean active =
        new AccountRows(tx)
            .findById(invitation.inviter())
            .filter(each -> each.active())
            .isPresent();
    boolean asMember =
        new MemberRows(tx)
            .role(invitation.organization(), invitation.inviter())
            .filter(role -> !role.isBelow(OrganizationRole.ADMIN))
            .filter(role -> !role.isBelow(invitation.role()))
            .isPresent();
    boolean own = account.equals(Optional.of(invitation.inviter()));
    return active
        && (asMember
            || (!own && new Power(tx).holds(invitation.inviter(), AdministrativeScope.ORGS_WRITE)));
  }

  /** Removes an invitation and its code. Returns whether this call removed the invitation. */
  boolean end(Transaction tx, String id) {
    endCode(tx, id);
    return new InvitationRows(tx).remove(id);
  }

  /** Removes all invitations to an organisation that is being deleted. */
  void endAll(Transaction tx, String organization) {
    new InvitationRows(tx).removeAll(organization).forEach(id -> endCode(tx, id));
  }

  /** Assigns the invitations of an address, and their codes, to an account. */
  static void assign(Transaction tx, OneTimeCodes codes, EmailAddress address, long accountId) {
    new InvitationRows(tx)
        .assign(address, accountId)
        .forEach(id -> codes.assign(tx, PURPOSE, id, accountId));
  }

  /** Removes the invitations that an erased account has received or sent. */
  void erase(Transaction tx, long accountId) {
    new InvitationRows(tx).removeOf(accountId).forEach(id -> endCode(tx, id));
  }

  private void endCode(Transaction tx, String id) {
    var _ = codes.remove(tx, PURPOSE, id); // the code may no longer exist
  }
}

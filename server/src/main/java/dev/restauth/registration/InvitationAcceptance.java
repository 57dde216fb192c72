package dev.restauth.registration;

import dev.restauth.code.Purpose;
import dev.restauth.event.Actor;
import dev.restauth.event.EventType;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.mail.Mailer;
import dev.restauth.registration.InvitationGrantRows.Grant;
import dev.restauth.registration.RefusedInvitationException.Reason;
import dev.restauth.role.Power;
import dev.restauth.role.RoleGrants;
import dev.restauth.store.Transaction;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Accepts invitations within transactions. When an invitation is accepted, the inviter must still
 * have the power that the invitation requires. If not, the whole invitation is refused. Otherwise
 * administrators who expect to be disabled, or to lose a role, could invite themselves under
 * another name. Creating the account without the roles would be no solution: the account would
 * still exist only because of the inviter, and the invited person would not learn why roles are
 * missing. Thread-safe.
 */
record InvitationAcceptance(
    Mailer mailer, RoleGrants roles, Memberships memberships, SecurityEvents events) {

  /** The benefits of an invitation, in addition to an account. */
  sealed interface Gift {
    /** No benefit. */
    record Nothing() implements Gift {}

    /** Roles. */
    record Roles(Grant grant) implements Gift {}

    /** A membership in an organisation. */
    record Membership() implements Gift {}
  }

  /** Returns the purpose of the code of an invitation. */
  Purpose purpose(String request) {
    return memberships.isPending(request) ? Purpose.ORGANIZATION_INVITATION : Purpose.INVITATION;
  }

  /**
   * Returns the gift of an invitation, and locks the rights on which it depends. Must be called
   * before any account row is locked.
   *
   * @param purpose the purpose of the invitation's code
   * @param account the account that accepts the invitation; empty if accepting it creates the
   *     account
   * @throws RefusedInvitationException if the inviter no longer has the necessary power, or if an
   *     invitation to an organisation is no longer pending
   */
  Gift check(Transaction tx, Purpose purpose, String request, Optional<Long> account) {
    return purpose == Purpose.ORGANIZATION_INVITATION
        ? membership(tx, request, account)
        : roles(tx, request, account).<Gift>map(Gift.Roles::new).orElseGet(Gift.Nothing::new);
  }

  private Gift membership(Transaction tx, String request, Optional<Long> account) {
    mailer.lock(tx);
    var _ = new Power(tx).lock();
    return switch (memberships.state(tx, request, account)) {
      case PENDING -> new Gift.Membership();
      case INVITER_GONE -> throw new RefusedInvitationException(Reason.INVITER_GONE);
      case ENDED -> throw new RefusedInvitationException(Reason.ENDED);
    };
  }

  private Optional<Grant> roles(Transaction tx, String request, Optional<Long> account) {
    InvitationGrantRows rows = new InvitationGrantRows(tx);
    if (rows.find(request).isEmpty()) {
      return Optional.empty();
    }
    mailer.lock(tx);
    Power power = new Power(tx).lock();
    Optional<Grant> grant = rows.find(request);
    grant.ifPresent(each -> requireInviter(tx, power, each, account));
    return grant;
  }

  private static void requireInviter(
      Transaction tx, Power power, Grant grant, Optional<Long> account) {
    if (grant.inviter().isEmpty()) {
      return; // the inviter is an operator
    }
    Set<String> needed = new TreeSet<>(Set.of(AdministrativeScope.INVITATIONS_WRITE.text()));
    Optional<Long> target = Optional.empty();
    if (!grant.roles().isEmpty()) {
      needed.add(AdministrativeScope.ROLES_ASSIGN.text());
      needed.addAll(RoleGrants.scopes(tx, grant.roles()));
      target = account;
    }
    if (!power.suffices(grant.inviter().get(), target, needed)) {
      throw new RefusedInvitationException(Reason.INVITER_GONE);
    }
  }

  /**
   * Gives an account the gift of an accepted invitation.
   *
   * @param gift the result of {@link #check} in the same transaction
   * @throws RefusedInvitationException if the account's roles would no longer fit into its tokens,
   *     or if it is already a member of too many organisations
   */
  void accepted(Transaction tx, String request, Gift gift, long accountId, Network network) {
    events.record(
        tx,
        SecurityEvent.of(EventType.INVITATION_ACCEPTED)
            .about(accountId)
            .from(Optional.of(network))
            .invitation(request));
    switch (gift) {
      case Gift.Nothing() -> {}
      case Gift.Roles(Grant grant) ->
          require(give(tx, grant, accountId, network), Reason.TOO_MANY_ROLES);
      case Gift.Membership() ->
          require(
              memberships.join(tx, request, accountId, new Actor.Member(accountId, network)),
              Reason.TOO_MANY_ORGANIZATIONS);
    }
  }

  private static void require(boolean given, Reason otherwise) {
    if (!given) {
      throw new RefusedInvitationException(otherwise);
    }
  }

  private boolean give(Transaction tx, Grant grant, long accountId, Network network) {
    Actor by =
        grant
            .inviter()
            .<Actor>map(id -> new Actor.Administrator(id, Optional.empty(), network))
            .orElse(new Actor.OfCommand(Optional.empty()));
    return roles.give(tx, accountId, grant.roles(), by);
  }

  /**
   * Records that an invitation was refused because the inviter lacks the necessary power. Must not
   * be called in a transaction.
   */
  void refused(Optional<Long> account, Network network) {
    events.write(
        SecurityEvent.of(EventType.INVITATION_REFUSED)
            .about(account)
            .from(Optional.of(network))
            .because("inviter"));
  }
}

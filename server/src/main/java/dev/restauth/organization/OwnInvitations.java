package dev.restauth.organization;

import dev.restauth.account.AccountRows;
import dev.restauth.email.EmailRows;
import dev.restauth.event.EventType;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.http.CallerRevokedException;
import dev.restauth.mail.EmailAddress;
import dev.restauth.organization.InvitationRows.Invitation;
import dev.restauth.role.Power;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.util.List;
import java.util.Optional;

/**
 * Shows a user the invitations of their account's confirmed address, and lets the user accept or
 * decline them. The code is not needed: the log-in proves that the user owns the account, and the
 * confirmed address proves that they own the mailbox. Thread-safe.
 */
record OwnInvitations(Store store, InvitedMemberships memberships, SecurityEvents events) {
  /** An invitation, and the organisation to which the user is invited. */
  record Own(Invitation invitation, Organization organization) {}

  /** The result of accepting an invitation. */
  enum Accepted {
    /** The account is now a member. */
    DONE,
    /**
     * The account's confirmed address has no invitation with this id, or the invitation is no
     * longer pending.
     */
    UNKNOWN,
    /** The inviter may no longer invite somebody with this role. */
    INVITER_GONE,
    /** The account is already a member of {@link Organizations#AT_MOST} organisations. */
    LIMIT_REACHED
  }

  /** Returns the pending invitations of a user, in the order of their expiry. */
  List<Own> pending(Acting.User user) {
    return store.reading(
        tx ->
            address(tx, user).stream()
                .flatMap(
                    address -> new InvitationRows(tx).of(address, Organizations.AT_MOST).stream())
                .filter(each -> user.opens(each.organization()))
                .flatMap(
                    each ->
                        new OrganizationRows(tx)
                            .find(each.organization()).stream()
                                .map(organization -> new Own(each, organization)))
                .toList());
  }

  private static Optional<EmailAddress> address(Transaction tx, Acting.User user) {
    return new EmailRows(tx).find(user.accountId()).flatMap(EmailRows.Address::confirmed);
  }

  private static Optional<Invitation> find(Transaction tx, Acting.User user, String id) {
    return address(tx, user)
        .flatMap(address -> new InvitationRows(tx).find(address, id))
        .filter(each -> user.opens(each.organization()));
  }

  /** Accepts an invitation. A user who is already a member keeps their role. */
  Accepted accept(Acting acting, String id) {
    Acting.User user = acting.user().orElseThrow();
    boolean there = store.reading(tx -> find(tx, user, id)).isPresent();
    if (!there) {
      return Accepted.UNKNOWN; // otherwise strangers could keep the writers busy
    }
    Accepted accepted = store.inTransaction(tx -> accept(tx, acting, user, id));
    if (accepted == Accepted.INVITER_GONE) {
      events.write(
          SecurityEvent.of(EventType.INVITATION_REFUSED)
              .about(user.accountId())
              .from(acting.actor().from())
              .because("inviter"));
    }
    return accepted;
  }

  private Accepted accept(Transaction tx, Acting acting, Acting.User user, String id) {
    acting.takeTurn(tx);
    var _ = new Power(tx).lock();
    // The lock prevents changes to the address that is read below.
    if (!new AccountRows(tx).lock(user.accountId(), user.generation())) {
      throw new CallerRevokedException();
    }
    Optional<Invitation> found = find(tx, user, id);
    if (found.isEmpty()) {
      return Accepted.UNKNOWN;
    }
    if (!memberships.stillAllows(tx, found.get(), Optional.of(user.accountId()))) {
      return Accepted.INVITER_GONE;
    }
    if (!memberships.join(tx, found.get(), user.accountId(), acting.asMember())) {
      return Accepted.LIMIT_REACHED;
    }
    events.record(
        tx,
        SecurityEvent.of(EventType.INVITATION_ACCEPTED)
            .about(user.accountId())
            .from(acting.actor().from())
            .invitation(id));
    return Accepted.DONE;
  }

  /** Declines an invitation. Returns whether it existed. */
  boolean decline(Acting acting, String id) {
    Acting.User user = acting.user().orElseThrow();
    return store.reading(tx -> find(tx, user, id)).isPresent()
        && store.<Boolean>inTransaction(tx -> decline(tx, acting, user, id));
  }

  private boolean decline(Transaction tx, Acting acting, Acting.User user, String id) {
    // The lock prevents changes to the address that is read below. It also prevents the erasure of
    // the account before the event is recorded.
    if (!new AccountRows(tx).lock(user.accountId(), user.generation())) {
      throw new CallerRevokedException();
    }
    Optional<Invitation> found = find(tx, user, id).filter(_ -> memberships.end(tx, id));
    found.ifPresent(
        declined ->
            events.record(
                tx,
                declined
                    .event(EventType.ORGANIZATION_INVITATION_DECLINED)
                    .about(user.accountId())
                    .from(acting.actor().from())));
    return found.isPresent();
  }
}

package dev.restauth.organization;

import dev.restauth.code.OneTimeCodes.Issued;
import dev.restauth.email.EmailRows;
import dev.restauth.event.Actor;
import dev.restauth.event.EventType;
import dev.restauth.event.SecurityEvents;
import dev.restauth.language.Language;
import dev.restauth.mail.EmailAddress;
import dev.restauth.mail.MailKind;
import dev.restauth.mail.MailRequester;
import dev.restauth.mail.Mailer;
import dev.restauth.organization.InvitationRows.Invitation;
import dev.restauth.role.Power;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Invites e-mail addresses to organisations, on behalf of administrators and of members who have
 * the necessary role. The id of an invitation is not secret; only the mail contains the code. The
 * recipient accepts an invitation with its code. An account that has confirmed the address can
 * accept without the code ({@link OwnInvitations}). Thread-safe.
 */
record OrganizationInvitations(
    Store store, InvitedMemberships memberships, Mailer mailer, SecurityEvents events) {
  /** The default validity of an invitation. */
  static final Duration USUAL = Duration.ofDays(3);

  private static final Duration HOUR = Duration.ofHours(1);

  /** The shortest validity of an invitation. */
  static final Duration AT_LEAST = Duration.ofHours(1);

  /** The longest validity of an invitation. */
  static final Duration AT_MOST = Duration.ofDays(7);

  /** The maximum number of pending invitations to an organisation. */
  static final int PENDING_AT_MOST = 200;

  /** The maximum number of invitation mails per hour and inviter. */
  private static final int MAILED_PER_HOUR = 20;

  /** An invitation to send. */
  record Request(
      EmailAddress address, OrganizationRole role, Language language, Duration validity) {
    /** Returns a text without the address. */
    @Override
    public String toString() {
      return "Request[role=" + role + "]";
    }
  }

  /**
   * Invites an address. The invitation replaces an earlier invitation of the address to the
   * organisation. The number of mails is limited for each address, each inviter and each inviter's
   * network. Beyond the limits, no mail is sent, but the answer is the same. In that case, a code
   * that was mailed earlier remains valid and accepts the new invitation.
   *
   * @throws dev.restauth.http.ProblemException 501 if this server cannot send mails
   */
  Outcome<Invitation> invite(Acting acting, String organization, Request request) {
    Optional<Outcome<Invitation>> early =
        Standing.refusal(store, acting, organization, OrganizationRole.ADMIN);
    if (early.isPresent()) {
      return early.get();
    }
    mailer.require();
    Outcome<Invitation> outcome =
        mailer.inTurn(() -> store.inTransaction(tx -> invite(tx, acting, organization, request)));
    mailer.wake();
    return outcome;
  }

  private Outcome<Invitation> invite(
      Transaction tx, Acting acting, String organization, Request request) {
    mailer.lock(tx);
    var _ = new Power(tx).lock();
    InvitationRows rows = new InvitationRows(tx);
    Optional<Standing> standing = Standing.of(tx, acting, organization);
    Optional<Organization> found = new OrganizationRows(tx).find(organization);
    if (standing.isEmpty() || found.isEmpty()) {
      return new Outcome.Unknown<>();
    }
    Optional<OrganizationRole> earlier =
        rows.ofAddress(organization, request.address()).map(Invitation::role);
    OrganizationRole highest = earlier.filter(request.role()::isBelow).orElse(request.role());
    if (!standing.get().mayManage() || !standing.get().reaches(highest)) {
      return new Outcome.Forbidden<>(highest);
    }
    if (earlier.isEmpty() && rows.of(organization, PENDING_AT_MOST).size() >= PENDING_AT_MOST) {
      return new Outcome.TooManyInvitations<>();
    }
    long inviter = acting.user().orElseThrow().accountId();
    Optional<Long> account = new EmailRows(tx).accountOf(request.address());
    Issued code = memberships.draft(organization, request.address());
    Invitation invitation =
        new Invitation(
            code.request(),
            organization,
            request.address().text(),
            request.role(),
            inviter,
            tx.now(),
            tx.now().plus(request.validity()));
    boolean tooMany = rows.countBy(inviter, tx.now().minus(HOUR)) >= MAILED_PER_HOUR;
    rows.put(invitation, request.address(), account);
    // The network has a limit of its own, because anybody can create any number of accounts and
    // organisations.
    MailRequester requester = MailRequester.inviting(acting.actor().from().orElseThrow().text());
    boolean mailed =
        !tooMany
            && mailer.throttle(tx, requester).isEmpty()
            && mailer.addAsked(
                tx,
                mail(request, code, account, found.get().slug(), invitation.endsAt()),
                requester);
    if (mailed) {
      memberships.put(tx, code, request.address(), account, request.validity());
    }
    record(tx, EventType.ORGANIZATION_INVITATION_SENT, acting.actor(standing.get()), invitation);
    return new Outcome.Done<>(invitation);
  }

  /**
   * Returns the mail of an invitation. It contains the organisation's slug but not its name,
   * because somebody could choose a name that is a message in itself.
   */
  private Mailer.Request mail(
      Request request, Issued issued, Optional<Long> account, String slug, Instant until) {
    String code = issued.request() + "." + issued.link();
    return new Mailer.Request(
        MailKind.ORGANIZATION_INVITATION,
        request.address(),
        request.language(),
        account,
        Map.of(
            "email", request.address().text(),
            "organization", slug,
            "code", code,
            "link", mailer.link("invitation", code).orElse(""),
            "hours", Long.toString(request.validity().toHours())),
        until);
  }

  private void record(Transaction tx, EventType type, Actor actor, Invitation invitation) {
    events.record(tx, invitation.event(type).by(actor));
  }

  /** Returns the pending invitations, in the order of their expiry. */
  Outcome<List<Invitation>> pending(Acting acting, String organization) {
    return store.reading(
        tx -> {
          Optional<Standing> standing = Standing.of(tx, acting, organization);
          if (standing.isEmpty()) {
            return new Outcome.Unknown<>();
          }
          return standing.get().mayManage()
              ? new Outcome.Done<>(new InvitationRows(tx).of(organization, PENDING_AT_MOST))
              : new Outcome.Forbidden<>(OrganizationRole.ADMIN);
        });
  }

  /** Withdraws an invitation. */
  Outcome<Invitation> withdraw(Acting acting, String organization, String id) {
    Optional<Outcome<Invitation>> early =
        Standing.refusal(store, acting, organization, OrganizationRole.ADMIN);
    return early.isPresent()
        ? early.get()
        : store.inTransaction(tx -> withdraw(tx, acting, organization, id));
  }

  private Outcome<Invitation> withdraw(
      Transaction tx, Acting acting, String organization, String id) {
    acting.takeTurn(tx);
    var _ = new Power(tx).lock();
    Optional<Standing> standing = Standing.of(tx, acting, organization);
    Optional<Invitation> found = new InvitationRows(tx).find(organization, id);
    if (standing.isEmpty()) {
      return new Outcome.Unknown<>();
    }
    if (!standing.get().mayManage()) {
      return new Outcome.Forbidden<>(OrganizationRole.ADMIN);
    }
    if (found.isEmpty()) {
      return new Outcome.UnknownMember<>();
    }
    if (!standing.get().reaches(found.get().role())) {
      return new Outcome.Forbidden<>(found.get().role());
    }
    boolean _ = memberships.end(tx, id);
    record(
        tx, EventType.ORGANIZATION_INVITATION_WITHDRAWN, acting.actor(standing.get()), found.get());
    return new Outcome.Done<>(found.get());
  }

  /**
   * Removes invitations that have expired.
   *
   * @return whether there may be more
   */
  boolean purge(long atMost) {
    return store.<Integer>inTransaction(tx -> new InvitationRows(tx).purge(atMost)) >= atMost;
  }
}

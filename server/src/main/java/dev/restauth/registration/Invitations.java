package dev.restauth.registration;

import dev.restauth.account.AccountRows;
import dev.restauth.code.OneTimeCodes;
import dev.restauth.code.OneTimeCodes.Issued;
import dev.restauth.code.OneTimeCodes.Live;
import dev.restauth.code.OneTimeCodes.Subject;
import dev.restauth.code.OneTimeCodes.Validity;
import dev.restauth.code.Purpose;
import dev.restauth.email.EmailRows;
import dev.restauth.event.Actor;
import dev.restauth.event.EventType;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.Caller;
import dev.restauth.language.Language;
import dev.restauth.mail.EmailAddress;
import dev.restauth.mail.MailKind;
import dev.restauth.mail.MailRequester;
import dev.restauth.mail.Mailer;
import dev.restauth.registration.InvitationAcceptance.Gift;
import dev.restauth.registration.InvitationGrantRows.Grant;
import dev.restauth.registration.SignUps.Joined;
import dev.restauth.role.Power;
import dev.restauth.role.RoleGrants;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Invitations by mail, at most one for each address. The id of an invitation is not secret. Only
 * the mail contains the code, so anybody who has the code can read the mails of the address.
 * Thread-safe.
 */
record Invitations(
    Store store,
    OneTimeCodes codes,
    Mailer mailer,
    InvitationAcceptance acceptance,
    SecurityEvents events) {
  /** The default validity of an invitation. */
  static final Duration USUAL = Duration.ofDays(3);

  /** The longest validity of an invitation. */
  static final Duration AT_MOST = Duration.ofDays(7);

  private static final long LISTED_AT_MOST = 1_000;

  /**
   * An invitation to send.
   *
   * @param language the language of the mail
   * @param roles the names of the roles that the invitation gives
   */
  record Request(EmailAddress address, Language language, Duration validity, Set<String> roles) {
    /** Copies the roles. */
    Request {
      roles = Set.copyOf(roles);
    }

    /** Returns a text without the address. */
    @Override
    public String toString() {
      return "Request[roles=" + roles + "]";
    }
  }

  /** The result of inviting. */
  sealed interface Outcome {
    /** The mail was added to the outbox. */
    record Invited(Live invitation) implements Outcome {}

    /** The role does not exist. */
    record UnknownRole(String role) implements Outcome {}

    /** The roles would not fit into a token. */
    record TooManyRoles() implements Outcome {}

    /** The address has received too many mails. An earlier invitation remains unchanged. */
    record Throttled(Duration retryAfter) implements Outcome {}
  }

  /**
   * Invites an address. An earlier invitation of this address becomes invalid, together with
   * everything that it grants. Mails that administrators cause are limited for each address; mails
   * that operators cause are not.
   *
   * @throws dev.restauth.role.EscalationException if an administrator is not allowed to invite, or
   *     has less power than the roles of the new or the earlier invitation give
   */
  Outcome invite(Request request, Actor by) {
    Outcome outcome = store.inTransaction(tx -> invite(tx, request, by));
    mailer.wake();
    return outcome;
  }

  private Outcome invite(Transaction tx, Request request, Actor by) {
    mailer.lock(tx);
    Power power = requirePower(tx, by, request.roles());
    Optional<String> unknown =
        request.roles().stream()
            .filter(role -> RoleGrants.existing(tx, Set.of(role)).isEmpty())
            .findFirst();
    if (unknown.isPresent()) {
      return new Outcome.UnknownRole(unknown.get());
    }
    if (!RoleGrants.fit(tx, request.roles())) {
      return new Outcome.TooManyRoles();
    }
    codes
        .live(tx, Purpose.INVITATION, request.address().comparable())
        .flatMap(earlier -> new InvitationGrantRows(tx).find(earlier.request()))
        .ifPresent(
            grant -> power.require(by, Optional.empty(), RoleGrants.scopes(tx, grant.roles())));
    Optional<Long> inviter = by.account();
    Optional<Duration> delay = inviter.flatMap(_ -> mailer.delay(tx, request.address()));
    if (delay.isPresent()) {
      return new Outcome.Throttled(delay.get());
    }
    Live invitation = added(tx, request, by);
    InvitationGrantRows grants = new InvitationGrantRows(tx);
    if (inviter.isPresent() || !request.roles().isEmpty()) {
      grants.put(invitation.request(), new Grant(request.roles(), inviter));
    } else {
      grants.remove(invitation.request());
    }
    events.record(
        tx, SecurityEvent.of(EventType.INVITATION_SENT).invitation(invitation.request()).by(by));
    return new Outcome.Invited(invitation);
  }

  /** Checks that the actor has the power to send or withdraw an invitation with these roles. */
  private static Power requirePower(Transaction tx, Actor by, Set<String> roles) {
    Power power = new Power(tx).lock();
    power.requireHeld(by, AdministrativeScope.INVITATIONS_WRITE);
    if (!roles.isEmpty()) {
      power.requireHeld(by, AdministrativeScope.ROLES_ASSIGN);
      power.require(by, Optional.empty(), RoleGrants.scopes(tx, roles));
    }
    return power;
  }

  private Live added(Transaction tx, Request request, Actor by) {
    EmailAddress address = request.address();
    Duration validity = request.validity();
    Optional<Long> owner =
        new EmailRows(tx).accountOf(address); // if this account is erased, so is the invitation
    Instant until = tx.now().plus(validity);
    Issued issued =
        codes.issueOnly(
            tx,
            Purpose.INVITATION,
            address.comparable(),
            new Subject(owner, 0, address.text()),
            new Validity(Duration.ZERO, validity));
    String code = issued.request() + "." + issued.link();
    send(
        tx,
        new Mailer.Request(
            MailKind.INVITATION,
            address,
            request.language(),
            owner,
            Map.of(
                "email", address.text(),
                "code", code,
                "hours", Long.toString(Math.max(1, validity.toHours())),
                "link", mailer.link("invitation", code).orElse("")),
            until),
        by);
    return new Live(issued.request(), address.text(), until);
  }

  private void send(Transaction tx, Mailer.Request mail, Actor by) {
    if (by.account().isEmpty()) {
      mailer.addNotice(tx, mail);
    } else {
      boolean _ = mailer.addAsked(tx, mail, MailRequester.administrator(by.text()));
    }
  }

  /** The invitations that nobody has accepted yet, at most 1,000, in the order of their expiry. */
  List<Live> pending() {
    return store.reading(tx -> codes.live(tx, Purpose.INVITATION, LISTED_AT_MOST));
  }

  /**
   * A pending invitation.
   *
   * @param grant the roles that the invitation gives, and the inviter; empty if an operator has
   *     sent it and it gives no roles
   */
  record Pending(Live invitation, Optional<Grant> grant) {}

  /**
   * Returns a page of pending invitations, in the order of their expiry. Excludes invitations to
   * organisations.
   *
   * @param after the last invitation of the previous page
   */
  List<Pending> page(Optional<Live> after, long atMost) {
    return store.reading(
        tx ->
            codes.invitations(tx, after, atMost).stream().map(live -> pending(tx, live)).toList());
  }

  /** Returns the pending invitation of an address. */
  Optional<Pending> find(EmailAddress address) {
    return store.reading(
        tx ->
            codes
                .live(tx, Purpose.INVITATION, address.comparable())
                .map(live -> pending(tx, live)));
  }

  private static Pending pending(Transaction tx, Live live) {
    return new Pending(live, new InvitationGrantRows(tx).find(live.request()));
  }

  /**
   * Withdraws an invitation. Returns whether it existed.
   *
   * @throws dev.restauth.role.EscalationException if an administrator is not allowed to invite, or
   *     has less power than the invitation gives
   */
  boolean withdraw(String id, Actor by) {
    return store.inTransaction(
        tx -> {
          var _ = new Power(tx).lock(); // must precede reading the grant
          Optional<Grant> grant = new InvitationGrantRows(tx).find(id);
          Power _ = requirePower(tx, by, grant.map(Grant::roles).orElse(Set.of()));
          boolean withdrawn = codes.remove(tx, Purpose.INVITATION, id);
          if (withdrawn) {
            events.record(
                tx, SecurityEvent.of(EventType.INVITATION_WITHDRAWN).invitation(id).by(by));
          }
          return withdrawn;
        });
  }

  /**
   * Removes the invitations of an inviter whose account is being erased, because afterwards nobody
   * is responsible for them.
   */
  void erase(Transaction tx, long inviter) {
    InvitationGrantRows grants = new InvitationGrantRows(tx);
    grants.requestsOf(inviter).forEach(request -> codes.remove(tx, Purpose.INVITATION, request));
    grants.removeOf(inviter); // also removes the grants of expired invitations
  }

  /**
   * Accepts an invitation with the account of a user who has confirmed the address.
   *
   * @throws RefusedInvitationException if the account can no longer get the invitation's gift; the
   *     code remains valid
   */
  Joined join(String id, String code, Caller.User user, Network network) {
    Purpose purpose = acceptance.purpose(id);
    Optional<EmailAddress> invited =
        codes.attempt(id, purpose, code).map(Subject::address).flatMap(EmailAddress::of);
    if (invited.isEmpty()) {
      return Joined.INVALID_CODE;
    }
    boolean kept = true;
    try {
      Joined joined =
          store.inTransaction(tx -> joined(tx, purpose, id, code, user, invited.get(), network));
      kept = joined == Joined.NOT_INVITED;
      return joined;
    } finally {
      if (kept) { // a correct code is not a guess, even if something has failed
        codes.revertAttempt(id);
      }
    }
  }

  private Joined joined(
      Transaction tx,
      Purpose purpose,
      String id,
      String code,
      Caller.User user,
      EmailAddress invited,
      Network network) {
    Gift gift = acceptance.check(tx, purpose, id, Optional.of(user.accountId()));
    // The lock prevents changes to the address that is read below.
    boolean isInvited =
        new AccountRows(tx).lock(user.accountId(), user.generation())
            && new EmailRows(tx)
                .find(user.accountId())
                .flatMap(EmailRows.Address::confirmed)
                .filter(address -> address.comparable().equals(invited.comparable()))
                .isPresent();
    if (!isInvited) {
      return Joined.NOT_INVITED;
    }
    if (!codes.consume(tx, id, code)) {
      return Joined.INVALID_CODE;
    }
    acceptance.accepted(tx, id, gift, user.accountId(), network);
    return Joined.DONE;
  }
}

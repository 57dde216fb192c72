package dev.restauth.organization;

import dev.restauth.account.AccountRows;
import dev.restauth.event.Actor;
import dev.restauth.event.EventType;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.organization.MemberRows.Member;
import dev.restauth.role.Power;
import dev.restauth.role.RightsRows;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import dev.restauth.throttle.AddressAllowances;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/**
 * Lists, adds, changes and removes the members of organisations. A change gives the member's rights
 * a new number, which makes the member's older tokens outdated. Thread-safe.
 *
 * @param tokensUntil returns the latest possible expiry of the tokens that were issued before a
 *     given time
 * @param allowances limits how often the members of an organisation may change one member's role
 */
record Members(
    Store store,
    UnaryOperator<Instant> tokensUntil,
    AddressAllowances allowances,
    SecurityEvents events) {
  /**
   * The number of changes to a member's role that are allowed in a burst. Each change makes the
   * member's tokens outdated.
   */
  static final int CHANGES = 10;

  /** The time after which one more change is allowed. */
  static final Duration CHANGE_INTERVAL = Duration.ofMinutes(10);

  /**
   * Returns a page of the members, if the caller has access to the organisation.
   *
   * @param after only members whose account ids are higher are returned
   */
  Outcome<List<Member>> page(Acting acting, String organization, long after, long atMost) {
    return store.reading(
        tx ->
            Standing.of(tx, acting, organization)
                .<Outcome<List<Member>>>map(
                    _ -> new Outcome.Done<>(new MemberRows(tx).page(organization, after, atMost)))
                .orElseGet(Outcome.Unknown::new));
  }

  /**
   * Changes the role of a member. Administrators and operators may also add an account, and may
   * change a role as often as they want. The organisation's own members can add an account only by
   * invitation. If a member must lose a role immediately, they can always remove the member.
   *
   * @throws dev.restauth.role.EscalationException if an administrator acts on an account that has
   *     more power than they have
   */
  Outcome<Member> put(Acting acting, String organization, long accountId, OrganizationRole role) {
    Optional<Outcome<Member>> early =
        Standing.refusal(store, acting, organization, OrganizationRole.ADMIN);
    if (early.isPresent()) {
      return early.get();
    }
    AtomicBoolean changed = new AtomicBoolean();
    if (administrates(acting, organization)) {
      return store.inTransaction(tx -> put(tx, acting, organization, accountId, role, changed));
    }
    String member = organization + " " + accountId;
    Optional<Duration> delay = allowances.take(member);
    if (delay.isPresent()) {
      return new Outcome.Throttled<>("The role of this member was changed too often.", delay.get());
    }
    try {
      return store.inTransaction(tx -> put(tx, acting, organization, accountId, role, changed));
    } finally {
      if (!changed.get()) {
        allowances.giveBack(member);
      }
    }
  }

  private boolean administrates(Acting acting, String organization) {
    return store
        .reading(tx -> Standing.of(tx, acting, organization))
        .filter(Standing::administrator)
        .isPresent();
  }

  private Outcome<Member> put(
      Transaction tx,
      Acting acting,
      String organization,
      long accountId,
      OrganizationRole role,
      AtomicBoolean changed) {
    changed.set(false); // the database may have rolled back an earlier attempt
    acting.takeTurn(tx);
    long number = new RightsRows(tx).next();
    MemberRows rows = new MemberRows(tx);
    Optional<Standing> standing = Standing.of(tx, acting, organization);
    if (standing.isEmpty()) {
      return new Outcome.Unknown<>();
    }
    Optional<OrganizationRole> before = rows.role(organization, accountId);
    Optional<Outcome<Member>> refusal =
        refusal(standing.get(), before.filter(role::isBelow).orElse(role))
            .or(() -> missing(standing.get(), before));
    if (refusal.isPresent()) {
      return refusal.get();
    }
    if (raisesThemselves(acting, standing.get(), accountId, before, role)) {
      return new Outcome.Forbidden<>(OrganizationRole.OWNER);
    }
    requirePower(tx, acting, standing.get(), accountId);
    Actor actor = acting.actor(standing.get());
    if (before.isEmpty()) {
      return add(tx, actor, organization, accountId, role);
    }
    boolean isLast =
        before.get() == OrganizationRole.OWNER
            && role != OrganizationRole.OWNER
            && !rows.hasOtherOwner(organization, accountId);
    if (isLast) {
      return new Outcome.LastOwner<>();
    }
    if (before.get() != role) {
      // The account row is locked first, as in every change of members and in the closing of an
      // account.
      if (!changeRights(tx, accountId, number)) {
        return new Outcome.UnknownMember<>();
      }
      rows.put(organization, accountId, role, tx.now());
      changed.set(true);
      record(tx, EventType.ORGANIZATION_MEMBER_CHANGED, actor, organization, accountId, role);
    }
    return new Outcome.Done<>(rows.find(organization, accountId).orElseThrow());
  }

  private static Optional<Outcome<Member>> refusal(Standing standing, OrganizationRole highest) {
    if (!standing.mayManage()) {
      return Optional.of(new Outcome.Forbidden<>(OrganizationRole.ADMIN));
    }
    return standing.reaches(highest)
        ? Optional.empty()
        : Optional.of(new Outcome.Forbidden<>(highest));
  }

  /**
   * Returns whether an administrator is raising their own role. Otherwise they could act, as an
   * owner, on members who have more power than they have.
   */
  private static boolean raisesThemselves(
      Acting acting,
      Standing standing,
      long accountId,
      Optional<OrganizationRole> before,
      OrganizationRole role) {
    return standing.administrator()
        && acting.is(accountId)
        && before.map(own -> own.isBelow(role)).orElse(true);
  }

  private static Optional<Outcome<Member>> missing(
      Standing standing, Optional<OrganizationRole> before) {
    return before.isEmpty() && !standing.administrator()
        ? Optional.of(new Outcome.UnknownMember<>())
        : Optional.empty();
  }

  private static void requirePower(
      Transaction tx, Acting acting, Standing standing, long accountId) {
    if (standing.administrator() && !acting.is(accountId)) {
      new Power(tx).require(acting.actor(), accountId);
    }
  }

  /** Adds an account that is not a member. The caller must have locked the rights. */
  Outcome<Member> add(
      Transaction tx, Actor actor, String organization, long accountId, OrganizationRole role) {
    MemberRows rows = new MemberRows(tx);
    if (!new AccountRows(tx).lockUnlessClosed(accountId)) {
      return new Outcome.UnknownMember<>();
    }
    if (rows.countOf(accountId) >= Organizations.AT_MOST) {
      return new Outcome.LimitReached<>();
    }
    rows.put(organization, accountId, role, tx.now());
    record(tx, EventType.ORGANIZATION_MEMBER_ADDED, actor, organization, accountId, role);
    return new Outcome.Done<>(rows.find(organization, accountId).orElseThrow());
  }

  private void record(
      Transaction tx,
      EventType type,
      Actor actor,
      String organization,
      long accountId,
      OrganizationRole role) {
    events.record(
        tx,
        SecurityEvent.of(type)
            .about(accountId)
            .organization(organization)
            .role(role.text())
            .by(actor));
  }

  /**
   * Makes the tokens of an account outdated, and locks its row. Returns false if the account is
   * closed.
   */
  private boolean changeRights(Transaction tx, long accountId, long number) {
    return new RightsRows(tx).changeAccount(accountId, number, tokensUntil.apply(tx.now()));
  }

  /**
   * Removes a member. Members may also remove themselves.
   *
   * @throws dev.restauth.role.EscalationException if an administrator acts on an account that has
   *     more power than they have
   */
  Outcome<Member> remove(Acting acting, String organization, long accountId) {
    OrganizationRole needed =
        acting.is(accountId) ? OrganizationRole.MEMBER : OrganizationRole.ADMIN;
    Optional<Outcome<Member>> early = Standing.refusal(store, acting, organization, needed);
    return early.isPresent()
        ? early.get()
        : store.inTransaction(tx -> remove(tx, acting, organization, accountId));
  }

  private Outcome<Member> remove(
      Transaction tx, Acting acting, String organization, long accountId) {
    acting.takeTurn(tx);
    long number = new RightsRows(tx).next();
    MemberRows rows = new MemberRows(tx);
    Optional<Standing> standing = Standing.of(tx, acting, organization);
    if (standing.isEmpty()) {
      return new Outcome.Unknown<>();
    }
    if (!acting.is(accountId) && !standing.get().mayManage()) {
      return new Outcome.Forbidden<>(OrganizationRole.ADMIN);
    }
    Optional<Member> member = rows.find(organization, accountId);
    if (member.isEmpty()) {
      return new Outcome.UnknownMember<>();
    }
    if (!acting.is(accountId) && !standing.get().reaches(member.get().role())) {
      return new Outcome.Forbidden<>(member.get().role());
    }
    requirePower(tx, acting, standing.get(), accountId);
    if (member.get().role() == OrganizationRole.OWNER
        && !rows.hasOtherOwner(organization, accountId)) {
      return new Outcome.LastOwner<>();
    }
    if (!changeRights(tx, accountId, number)) {
      return new Outcome.UnknownMember<>(); // the account was closed in the meantime
    }
    rows.remove(organization, accountId);
    events.record(
        tx,
        SecurityEvent.of(EventType.ORGANIZATION_MEMBER_REMOVED)
            .about(accountId)
            .organization(organization)
            .by(acting.actor(standing.get())));
    return new Outcome.Done<>(member.get());
  }

  /**
   * Checks that a user who wants to close their account is not the last owner of an organisation.
   * Locks the rights if the account owns an organisation.
   *
   * @throws ProblemException 409, if the account is the last owner
   * @return a check to run after the account row was locked. If the rights were not locked, another
   *     owner may in the meantime have made this account an owner and left the organisation
   */
  static Runnable requireOtherOwners(Transaction tx, long accountId) {
    if (new MemberRows(tx).owned(accountId).isEmpty()) {
      return () -> requireNoneOwned(tx, accountId); // the usual case, which needs no lock
    }
    var _ = new Power(tx).lock();
    MemberRows rows = new MemberRows(tx);
    for (String organization : rows.owned(accountId)) {
      if (!rows.hasOtherOwner(organization, accountId)) {
        throw new ProblemException(
            ProblemType.LAST_OWNER.because(
                "This account is the last owner of the organisation "
                    + organization
                    + ". Make another member its owner, or delete it, first."));
      }
    }
    return () -> {};
  }

  private static void requireNoneOwned(Transaction tx, long accountId) {
    if (!new MemberRows(tx).owned(accountId).isEmpty()) {
      throw new ProblemException(
          ProblemType.CONFLICT.because(
              "The account was changed at the same time. Nothing was done."));
    }
  }
}

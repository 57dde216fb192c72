package dev.restauth.organization;

import dev.restauth.account.AccountRows;
import dev.restauth.crypto.RandomIds;
import dev.restauth.event.Actor;
import dev.restauth.event.EventType;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.CallerRevokedException;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.json.JsonObject;
import dev.restauth.organization.OrganizationRows.Own;
import dev.restauth.role.OrganizationRights;
import dev.restauth.role.Power;
import dev.restauth.role.RightsRows;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import dev.restauth.throttle.AddressAllowances;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Creates, shows, changes and deletes organisations. Every change first locks the rights, so that
 * changes run one after another. Thread-safe.
 *
 * @param allowances limits how many organisations an account creates. All servers keep even a
 *     deleted organisation in memory until its tokens have expired
 * @param tokensUntil returns the latest possible expiry of the tokens that were issued before a
 *     given time
 */
record Organizations(
    Store store,
    RandomIds ids,
    InvitedMemberships memberships,
    AddressAllowances allowances,
    UnaryOperator<Instant> tokensUntil,
    SecurityEvents events) {
  /** The maximum number of organisations in which an account can be a member. */
  static final int AT_MOST = 100;

  /** The number of organisations that a user may create in a burst. */
  static final int MADE_AT_ONCE = 20;

  /** The time after which one more organisation may be created. */
  static final Duration MADE_AGAIN = Duration.ofMinutes(10);

  /** An organisation as a caller sees it, together with the caller's role if they are a member. */
  record Seen(Organization organization, Optional<OrganizationRole> role) {}

  /**
   * Creates an organisation. Administrators and operators may create as many as they want.
   *
   * @param owner the account that becomes the owner
   * @param byAdministrators whether a user must hold {@code orgs:write}
   * @throws dev.restauth.role.EscalationException if the user no longer holds the scope
   */
  Outcome<Seen> create(
      Acting acting, long owner, String name, String slug, boolean byAdministrators) {
    if (acting.user().flatMap(Acting.User::organization).isPresent()) {
      throw new ProblemException(
          ProblemType.PASSWORD_REQUIRED.because(
              "A token that acts in an organisation does not suffice to make another one. Send user name"
                  + " and password, or a token without an organisation."));
    }
    if (administrates(acting)) {
      return made(acting, owner, name, slug, byAdministrators);
    }
    String account = "account " + owner;
    Optional<Duration> wait = allowances.take(account);
    if (wait.isPresent()) {
      return new Outcome.Throttled<>("This account has made too many organisations.", wait.get());
    }
    boolean done = false;
    try {
      Outcome<Seen> outcome = made(acting, owner, name, slug, byAdministrators);
      done = outcome instanceof Outcome.Done<Seen>;
      return outcome;
    } finally {
      if (!done) {
        allowances.giveBack(account);
      }
    }
  }

  private boolean administrates(Acting acting) {
    return acting.mayAdminister()
        && acting
            .user()
            .filter(
                user ->
                    !store.<Boolean>reading(
                        tx ->
                            new Power(tx).holds(user.accountId(), AdministrativeScope.ORGS_WRITE)))
            .isEmpty();
  }

  private Outcome<Seen> made(
      Acting acting, long owner, String name, String slug, boolean byAdministrators) {
    return store.inTransaction(
        tx -> {
          acting.takeTurn(tx);
          Power power = new Power(tx).lock();
          if (byAdministrators) {
            power.requireHeld(acting.actor(), AdministrativeScope.ORGS_WRITE);
          }
          if (acting.user().isPresent()
              && !new AccountRows(tx).lock(owner, acting.user().get().generation())) {
            throw new CallerRevokedException();
          }
          if (!new AccountRows(tx).lockUnlessClosed(owner)) {
            return new Outcome.UnknownMember<>();
          }
          if (new MemberRows(tx).countOf(owner) >= AT_MOST) {
            return new Outcome.LimitReached<>();
          }
          Organization made =
              new Organization(ids.next(), name, slug, new JsonObject(Map.of()), tx.now());
          if (!new OrganizationRows(tx).add(made)) {
            return new Outcome.SlugTaken<>();
          }
          new MemberRows(tx).put(made.id(), owner, OrganizationRole.OWNER, tx.now());
          events.record(
              tx,
              SecurityEvent.of(EventType.ORGANIZATION_CREATED)
                  .about(owner)
                  .organization(made.id())
                  .by(acting.actor()));
          return new Outcome.Done<>(new Seen(made, Optional.of(OrganizationRole.OWNER)));
        });
  }

  /**
   * Returns the organisations of a user. If the user's token acts in an organisation, returns only
   * that organisation.
   */
  List<Own> of(Acting.User user) {
    return store.reading(tx -> new OrganizationRows(tx).of(user.accountId())).stream()
        .filter(
            own ->
                user.organization().orElse(own.organization().id()).equals(own.organization().id()))
        .toList();
  }

  /** Returns an organisation, if the caller has access to it. */
  Outcome<Seen> find(Acting acting, String id) {
    return store.reading(
        tx ->
            Standing.of(tx, acting, id)
                .flatMap(
                    standing ->
                        new OrganizationRows(tx)
                            .find(id)
                            .<Outcome<Seen>>map(
                                found -> new Outcome.Done<>(new Seen(found, standing.own()))))
                .orElseGet(Outcome.Unknown::new));
  }

  /**
   * Changes the name, the slug and the attributes of an organisation.
   *
   * @param expected returns whether the organisation is still in the state that the caller expects
   */
  Outcome<Seen> change(
      Acting acting, String id, OrganizationPatch patch, Predicate<Seen> expected) {
    Optional<Outcome<Seen>> early = Standing.refusal(store, acting, id, OrganizationRole.ADMIN);
    return early.isPresent()
        ? early.get()
        : store.inTransaction(tx -> change(tx, acting, id, patch, expected));
  }

  private Outcome<Seen> change(
      Transaction tx, Acting acting, String id, OrganizationPatch patch, Predicate<Seen> expected) {
    acting.takeTurn(tx);
    var _ = new Power(tx).lock();
    OrganizationRows rows = new OrganizationRows(tx);
    Optional<Standing> standing = Standing.of(tx, acting, id);
    Optional<Organization> before = rows.find(id);
    if (standing.isEmpty() || before.isEmpty()) {
      return new Outcome.Unknown<>();
    }
    if (!standing.get().mayManage()) {
      return new Outcome.Forbidden<>(OrganizationRole.ADMIN);
    }
    if (!expected.test(new Seen(before.get(), standing.get().own()))) {
      return new Outcome.Stale<>();
    }
    Organization after = patch.applyTo(before.get());
    if (rows.isTaken(after.slug(), id)) {
      return new Outcome.SlugTaken<>();
    }
    if (!after.equals(before.get())) {
      rows.replace(after);
      events.record(tx, event(EventType.ORGANIZATION_CHANGED, id, acting.actor(standing.get())));
    }
    return new Outcome.Done<>(new Seen(after, standing.get().own()));
  }

  /** Returns the refusal of a deletion; empty if the deletion would be allowed. */
  Optional<Outcome<Organization>> refusalToDelete(Acting acting, String id) {
    return Standing.refusal(store, acting, id, OrganizationRole.OWNER);
  }

  /**
   * Deletes an organisation. A single numbered change makes the tokens of all members outdated,
   * however many members there are.
   */
  Outcome<Organization> delete(Acting acting, String id) {
    Optional<Outcome<Organization>> early = refusalToDelete(acting, id);
    return early.isPresent() ? early.get() : store.inTransaction(tx -> delete(tx, acting, id));
  }

  private Outcome<Organization> delete(Transaction tx, Acting acting, String id) {
    acting.takeTurn(tx);
    long number = new RightsRows(tx).next();
    Optional<Standing> standing = Standing.of(tx, acting, id);
    Optional<Organization> deleted = new OrganizationRows(tx).find(id);
    if (standing.isEmpty() || deleted.isEmpty()) {
      return new Outcome.Unknown<>();
    }
    if (!standing.get().reaches(OrganizationRole.OWNER)) {
      return new Outcome.Forbidden<>(OrganizationRole.OWNER);
    }
    memberships.endAll(tx, id);
    new MemberRows(tx).removeAll(id);
    new OrganizationRows(tx).remove(id);
    new RightsRows(tx)
        .changeRole(
            OrganizationRights.markOfOrganization(id),
            Set.of(),
            number,
            tokensUntil.apply(tx.now()));
    events.record(tx, event(EventType.ORGANIZATION_DELETED, id, acting.actor(standing.get())));
    return new Outcome.Done<>(deleted.get());
  }

  private static SecurityEvent event(EventType type, String id, Actor actor) {
    return SecurityEvent.of(type).organization(id).by(actor);
  }

  /** Returns organisations to an operator, in the order of their ids. */
  List<Organization> after(String id, long atMost) {
    return store.reading(tx -> new OrganizationRows(tx).after(id, atMost));
  }

  /**
   * Returns organisations to an administrator. With a prefix, returns the organisations whose slugs
   * begin with the prefix, in the order of the slugs. Without a prefix, returns all organisations,
   * in the order of their ids.
   *
   * @param after only organisations whose slug or id comes after this one are returned
   */
  List<Organization> page(Optional<String> prefix, String after, long atMost) {
    if (prefix.isEmpty()) {
      return after(after, atMost);
    }
    return OrganizationPatch.mayBeginSlug(prefix.get())
        ? store.reading(tx -> new OrganizationRows(tx).withPrefix(prefix.get(), after, atMost))
        : List.of();
  }

  /** Returns the organisation with the slug, to an operator. */
  Optional<Organization> withSlug(String slug) {
    return store.reading(tx -> new OrganizationRows(tx).findBySlug(slug));
  }
}

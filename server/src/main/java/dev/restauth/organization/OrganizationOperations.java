package dev.restauth.organization;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.event.Actor;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Operations;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import dev.restauth.organization.MemberRows.Member;
import dev.restauth.organization.Organizations.Seen;
import dev.restauth.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The operations of the command {@code restauth org}. */
record OrganizationOperations(
    Store store, Organizations organizations, Members members, OrganizationRoles roles)
    implements Operations.Source {
  private static final long AT_ONCE = 1_000;

  private static final String NO_USER = "No account has this user name.";

  @Override
  public void declare(Operations operations) {
    operations
        .addRecording("org.create", (request, _) -> create(request))
        .add("org.list", (_, _) -> list())
        .add("org.show", (request, _) -> found(request, this::show))
        .addRecording("org.rename", (request, _) -> found(request, each -> rename(request, each)))
        .add("org.members", (request, _) -> found(request, this::listMembers))
        .addRecording("org.add", (request, _) -> member(request, this::add))
        .addRecording("org.remove", (request, _) -> member(request, this::remove))
        .addRecording("org.define", (request, _) -> define(request))
        .addRecording("org.delete", (request, _) -> found(request, each -> delete(request, each)));
  }

  private static Acting acting(Request request) {
    return Acting.operator(Actor.operator(request.operator()));
  }

  private Optional<Account> account(Request request) {
    return store.reading(tx -> new AccountRows(tx).findAsTyped(request.argument("username")));
  }

  private Reply found(Request request, Function<Organization, Reply> action) {
    return organizations
        .withSlug(request.argument("slug"))
        .map(action)
        .orElseGet(() -> new Reply.Failed("No organisation has this slug: see restauth org list."));
  }

  /** A request, with the organisation and the account that it names. */
  private record MemberRequest(Request request, Organization organization, Account account) {}

  private Reply member(Request request, Function<MemberRequest, Reply> action) {
    return found(
        request,
        organization ->
            account(request)
                .map(each -> action.apply(new MemberRequest(request, organization, each)))
                .orElseGet(() -> new Reply.Failed(NO_USER)));
  }

  private Reply create(Request request) {
    String slug = request.argument("slug");
    Optional<String> name = OrganizationPatch.name(request.argument("name"));
    if (!OrganizationPatch.isSlug(slug)) {
      return new Reply.Failed("SLUG " + OrganizationPatch.SLUG_RULE + ".");
    }
    if (name.isEmpty()) {
      return new Reply.Failed("NAME " + OrganizationPatch.NAME_RULE + ".");
    }
    Optional<Account> owner = account(request);
    return owner.isEmpty()
        ? new Reply.Failed("--owner must be the user name of an account.")
        : reply(
            organizations.create(acting(request), owner.get().id(), name.get(), slug, false),
            made ->
                Reply.done(
                    facts(made.organization()),
                    slug + " is created; its owner is " + owner.get().username() + "."));
  }

  private Reply list() {
    List<Organization> all = all("", organizations::after, Organization::id);
    return new Reply.Done(
        Facts.list(all.stream().map(OrganizationOperations::facts).toList()),
        all.isEmpty()
            ? List.of("There are no organisations.")
            : all.stream()
                .map(each -> String.join("  ", each.id(), each.slug(), each.name()))
                .toList());
  }

  /** Reads all pages of a list. */
  private static <K, T> List<T> all(
      K first, BiFunction<K, Long, List<T>> page, Function<T, K> key) {
    List<T> all = new ArrayList<>();
    K after = first;
    while (true) {
      List<T> read = page.apply(after, AT_ONCE);
      all.addAll(read);
      if (read.size() < AT_ONCE) {
        return all;
      }
      after = key.apply(read.getLast());
    }
  }

  private static Facts facts(Organization organization) {
    return Facts.NONE
        .with("id", organization.id())
        .with("slug", organization.slug())
        .with("name", organization.name())
        .with("created_at", organization.createdAt().toString());
  }

  private static Facts facts(Member member) {
    return Facts.NONE
        .with("id", member.accountId())
        .with("username", member.username())
        .with("role", member.role().text())
        .with("joined_at", member.joinedAt().toString());
  }

  private Reply show(Organization organization) {
    return Reply.done(
        facts(organization),
        "id          " + organization.id(),
        "slug        " + organization.slug(),
        "name        " + organization.name(),
        "created at  " + organization.createdAt());
  }

  private Reply listMembers(Organization organization) {
    List<Member> all =
        all(
            0L,
            (after, atMost) ->
                store.reading(tx -> new MemberRows(tx).page(organization.id(), after, atMost)),
            Member::accountId);
    return new Reply.Done(
        Facts.list(all.stream().map(OrganizationOperations::facts).toList()),
        all.isEmpty()
            ? List.of("This organisation has no members.")
            : all.stream()
                .map(each -> String.join("  ", each.role().text(), each.username()))
                .toList());
  }

  private Reply rename(Request request, Organization organization) {
    Optional<String> name = OrganizationPatch.name(request.argument("name"));
    if (name.isEmpty()) {
      return new Reply.Failed("NAME " + OrganizationPatch.NAME_RULE + ".");
    }
    OrganizationPatch patch = new OrganizationPatch(name, Optional.empty(), Optional.empty());
    return reply(
        organizations.change(acting(request), organization.id(), patch, _ -> true),
        (Seen seen) ->
            Reply.done(
                facts(seen.organization()),
                organization.slug() + " has the name " + name.get() + "."));
  }

  private Reply add(MemberRequest of) {
    Optional<OrganizationRole> role = OrganizationRole.of(of.request().argument("role"));
    return role.isEmpty()
        ? new Reply.Failed("--role must be one of " + OrganizationRole.NAMES + ".")
        : reply(
            members.put(
                acting(of.request()), of.organization().id(), of.account().id(), role.get()),
            member ->
                Reply.done(
                    facts(member),
                    member.username()
                        + " is a member of "
                        + of.organization().slug()
                        + " with the role "
                        + member.role().text()
                        + "."));
  }

  private Reply remove(MemberRequest of) {
    return reply(
        members.remove(acting(of.request()), of.organization().id(), of.account().id()),
        member ->
            Reply.done(
                facts(member),
                member.username()
                    + " is no longer a member of "
                    + of.organization().slug()
                    + "; their tokens must be renewed."));
  }

  private Reply define(Request request) {
    Optional<OrganizationRole> role = OrganizationRole.of(request.argument("role"));
    String text = request.argument("scopes");
    Set<String> scopes = text.isEmpty() ? Set.of() : new TreeSet<>(List.of(text.split(" ", -1)));
    if (role.isEmpty()) {
      return new Reply.Failed("ROLE must be one of " + OrganizationRole.NAMES + ".");
    }
    Optional<String> complaint = OrganizationRoles.complaint(scopes);
    if (complaint.isPresent()) {
      return new Reply.Failed(complaint.get());
    }
    roles.define(role.get(), scopes, Actor.operator(request.operator()));
    return Reply.done(
        Facts.NONE.with("role", role.get().text()).with("scopes", List.copyOf(scopes)),
        "The role "
            + role.get().text()
            + " has these scopes in all organisations; tokens with scopes of its previous"
            + " definition must be renewed.");
  }

  private Reply delete(Request request, Organization organization) {
    return reply(
        organizations.delete(acting(request), organization.id()),
        deleted -> Reply.done(facts(deleted), deleted.slug() + " is deleted."));
  }

  private static <T> Reply reply(Outcome<T> outcome, Function<T, Reply> done) {
    return switch (outcome) {
      case Outcome.Done<T>(T value) -> done.apply(value);
      case Outcome.Unknown<T>() -> new Reply.Failed("The organisation was deleted meanwhile.");
      case Outcome.UnknownMember<T>() ->
          new Reply.Failed("This account is not a member, or it is closed.");
      case Outcome.Forbidden<T>(OrganizationRole needed) ->
          new Reply.Failed("This needs the role " + needed.text() + ".");
      case Outcome.LastOwner<T>() ->
          new Reply.Failed(
              "The organisation would have no owner any more: make another member its owner first"
                  + " with restauth org add --role owner.");
      case Outcome.SlugTaken<T>() -> new Reply.Failed("Another organisation has this slug.");
      case Outcome.LimitReached<T>() ->
          new Reply.Failed(
              "An account can be a member of %d organisations.".formatted(Organizations.AT_MOST));
      case Outcome.TooManyInvitations<T>() ->
          new Reply.Failed("The organisation has too many pending invitations.");
      case Outcome.Throttled<T> _ -> new Reply.Failed("It was done too often.");
      case Outcome.Stale<T>() -> new Reply.Failed("The organisation was changed meanwhile.");
    };
  }
}

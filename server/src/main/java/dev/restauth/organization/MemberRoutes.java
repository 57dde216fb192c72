package dev.restauth.organization;

import dev.restauth.feature.PagedList;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.json.JsonWriter;
import dev.restauth.organization.MemberRows.Member;
import dev.restauth.role.PowerGuard;
import dev.restauth.vault.Cursors;
import java.util.Optional;
import java.util.OptionalLong;

/** The routes for the members of an organisation. */
record MemberRoutes(Members members, Cursors cursors, PowerGuard guard, Refusals refusals)
    implements RouteTable.Routes {
  private static final String ALL = OrganizationRoutes.ONE + "/members";

  @Override
  public void declare(RouteTable table) {
    table
        .route(Method.GET, ALL, OrganizationRoutes.ACCESS, this::list)
        .route(Method.PUT, ALL + "/{id}", OrganizationRoutes.ACCESS, guard.guarded(this::put))
        .route(Method.DELETE, ALL + "/{id}", OrganizationRoutes.ACCESS, guard.guarded(this::remove))
        .route(Method.DELETE, ALL + "/me", OrganizationRoutes.ACCESS, guard.guarded(this::leave));
  }

  private Answer list(Call call) {
    String organization = OrganizationRoutes.id(call);
    PagedList list =
        new PagedList(call, cursors, "/api/organizations/" + organization + "/members");
    long after = list.after().map(Long::parseLong).orElse(0L);
    Acting acting = Acting.of(call);
    return refusals.answer(
        acting,
        members.page(acting, organization, after, list.limit() + 1L),
        found ->
            list.answer(
                "members",
                found,
                MemberRoutes::write,
                member -> Long.toString(member.accountId())));
  }

  private static void write(JsonWriter json, Member member) {
    json.number("id", member.accountId());
    json.text("username", member.username());
    json.text("role", member.role().text());
    json.text("joined_at", member.joinedAt().toString());
  }

  private Answer put(Call call) {
    OrganizationRole role = role(call.json().only("role").string("role"));
    Acting acting = Acting.of(call);
    return refusals.answer(
        acting,
        number(call)
            .map(id -> members.put(acting, OrganizationRoutes.id(call), id, role))
            .orElseGet(Outcome.Unknown::new),
        member -> Answer.json(200, json -> write(json, member)));
  }

  /** Parses the role in a body. */
  static OrganizationRole role(String text) {
    return OrganizationRole.of(text)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.INVALID_MEMBER.because(
                        "The member \"role\" must be one of " + OrganizationRole.NAMES + ".")));
  }

  private static Optional<Long> number(Call call) {
    OptionalLong number = call.number("id");
    return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
  }

  private Answer remove(Call call) {
    Acting acting = Acting.of(call);
    return refusals.answer(
        acting,
        number(call)
            .map(id -> members.remove(acting, OrganizationRoutes.id(call), id))
            .orElseGet(Outcome.Unknown::new),
        _ -> Answer.noContent());
  }

  private Answer leave(Call call) {
    Acting acting = Acting.of(call);
    return refusals.answer(
        acting,
        members.remove(acting, OrganizationRoutes.id(call), call.user().accountId()),
        _ -> Answer.noContent());
  }
}

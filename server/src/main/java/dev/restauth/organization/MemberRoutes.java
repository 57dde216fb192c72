package dev.restauth.organization;

import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.http.QueryParameters;
import dev.restauth.http.RouteTable;
import dev.restauth.json.JsonWriter;
import dev.restauth.organization.MemberRows.Member;
import dev.restauth.role.PowerGuard;
import dev.restauth.vault.Cursors;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The routes of the members of an organisation. */
record MemberRoutes(Members members, Cursors cursors, PowerGuard guard, Refusals refusals)
    implements RouteTable.Routes {
  private static final String ALL = OrganizationRoutes.ONE + "/members";
  private static final String CURSOR = "cursor";

  @Override
  public void declare(RouteTable table) {
    table
        .route(Method.GET, ALL, OrganizationRoutes.ACCESS, this::list)
        .route(
            Method.PUT,
            ALL + "/{id}",
            OrganizationRoutes.ACCESS,
            guard.guarded(this::put))
        .route(
            Method.DELETE,
            ALL + "/{id}",
            OrganizationRoutes.ACCESS,
            guard.guarded(this::remove))
        .route(
            Method.DELETE,
            ALL + "/me",
            OrganizationRoutes.ACCESS,
            guard.guarded(this::leave));
  }

  private Answer list(Call call) {
    QueryParameters parameters = new QueryParameters(call);
    int limit = parameters.limit();
    String path = "/api/organizations/" + OrganizationRoutes.id(call) + "/members";
    Optional<String> cursor = parameters.one(CURSOR);
    long after =
        cursor
            .map(
                text ->
                    cursors
                        .open(text, path)
                        .map(Long::parseLong)
                        .orElseThrow(
                            () -> QueryParameters.invalid(CURSOR, "one that this list returned")))
            .orElse(0L);
    Acting acting = Acting.of(call);
    return refusals.answer(
        acting,
        members.page(acting, OrganizationRoutes.id(call), after, limit + 1L),
        found -> page(found, limit, path, parameters));
  }

  private Answer page(List<Member> found, int limit, String path, QueryParameters parameters) {
    List<Member> shown = found.subList(0, Math.min(limit, found.size()));
    Optional<String> next =
        found.size() > limit
            ? Optional.of(cursors.seal(Long.toString(shown.getLast().accountId()), path))
            : Optional.empty();
    Answer answer =
        Answer.json(
            200,
            json -> {
              json.array(
                  "members", array -> shown.forEach(each -> array.object(one -> write(one, each))));
              next.ifPresentOrElse(value -> json.text("next", value), () -> json.nullValue("next"));
            });
    return next.map(
            value ->
                answer.with(
                    FieldNames.LINK, parameters.next(path, limit, List.of(), CURSOR, value)))
        .orElse(answer);
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

  /** Returns a role by its name in a body. */
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

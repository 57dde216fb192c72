package dev.restauth.admin;

import dev.restauth.http.Access;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.JsonBody;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.json.JsonValue;
import dev.restauth.json.JsonWriter;
import dev.restauth.role.PowerGuard;
import dev.restauth.role.Role;
import dev.restauth.role.Roles;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The routes with which administrators list, define and delete roles. */
record RoleRoutes(Roles roles, PowerGuard guard) implements RouteTable.Routes {
  private static final String ROLES = "/api/admin/roles";
  private static final String ROLE = ROLES + "/{role}";

  @Override
  public void declare(RouteTable table) {
    Access writers = Access.administrative(AdministrativeScope.ROLES_WRITE);
    table
        .route(Method.GET, ROLES, writers, this::list)
        .route(Method.PUT, ROLE, writers, guard.guarded(this::define))
        .route(Method.DELETE, ROLE, writers, guard.guarded(this::delete));
  }

  /** Lists all roles. There are few of them, so the list is always a single page. */
  private Answer list(Call call) {
    List<Role> all = roles.all();
    return Answer.json(
        200,
        json -> {
          json.array(
              "roles", array -> all.forEach(role -> array.object(each -> write(each, role))));
          json.nullValue("next");
        });
  }

  private static void write(JsonWriter json, Role role) {
    json.text("name", role.name());
    json.texts("scopes", List.copyOf(role.scopes()));
    json.text("description", role.description());
    json.text("created_at", role.createdAt().toString());
  }

  private Answer define(Call call) {
    JsonBody body = call.json().only("description", "scopes");
    Set<String> scopes =
        new TreeSet<>(
            body.findStrings("scopes")
                .orElseThrow(() -> invalid("The member \"scopes\" is missing.")));
    Optional<String> description =
        body.members().member("description").stream()
            .filter(value -> !(value instanceof JsonValue.Null))
            .map(_ -> body.string("description"))
            .filter(text -> !text.isEmpty())
            .findFirst();
    String name = call.parameter("role");
    Role.refusal(name, scopes, description)
        .ifPresent(
            why -> {
              throw invalid(why);
            });
    return answer(
        roles.define(name, scopes, description, PowerGuard.actor(call)), Optional.of(name));
  }

  private static ProblemException invalid(String why) {
    return new ProblemException(ProblemType.INVALID_MEMBER.because(why));
  }

  private Answer delete(Call call) {
    return answer(roles.delete(call.parameter("role"), PowerGuard.actor(call)), Optional.empty());
  }

  /**
   * Answers a call that defines or deletes a role.
   *
   * @param shown the name of the role that the answer shows; empty if it shows none
   */
  private static Answer answer(Roles.Outcome outcome, Optional<String> shown) {
    return switch (outcome) {
      case Roles.Outcome.Changed(Role role) -> done(role, shown);
      case Roles.Outcome.Unchanged(Role role) -> done(role, shown);
      case Roles.Outcome.UnknownRole() ->
          Answer.problem(ProblemType.NOT_FOUND.because("There is no such role."));
      case Roles.Outcome.InUse() ->
          Answer.problem(
              ProblemType.ROLE_IN_USE.because(
                  "Accounts have this role. Take it from them first: GET /api/admin/users?role= lists"
                      + " them."));
      case Roles.Outcome.TooMany() ->
          Answer.problem(
              ProblemType.LIMIT_REACHED.because(
                  "There are " + Roles.AT_MOST + " roles, the maximum. Delete some."));
      case Roles.Outcome.TooLong(long accountId) ->
          Answer.problem(
              ProblemType.LIMIT_REACHED.because(
                  "The scopes or the roles of the account with the id "
                      + accountId
                      + " would not fit into a token: the scopes together, and the roles"
                      + " together, may have "
                      + Roles.CLAIM_BYTES
                      + " characters."));
      case Roles.Outcome.UnknownUser() ->
          throw new IllegalStateException("no call about a role names a user");
    };
  }

  private static Answer done(Role role, Optional<String> shown) {
    return shown.isPresent() ? Answer.json(200, json -> write(json, role)) : Answer.noContent();
  }
}

package dev.restauth.organization;

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
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The routes for the scopes that members get through their roles in organisations. */
record OrganizationRoleRoutes(OrganizationRoles roles, PowerGuard guard)
    implements RouteTable.Routes {
  private static final String ALL = "/api/admin/organization-roles";
  private static final String SCOPES = "scopes";
  private static final Access ACCESS = Access.administrative(AdministrativeScope.ROLES_WRITE);

  @Override
  public void declare(RouteTable table) {
    table
        .route(Method.GET, ALL, ACCESS, _ -> list())
        .route(Method.PUT, ALL + "/{organization_role}", ACCESS, guard.guarded(this::define));
  }

  private Answer list() {
    return Answer.json(
        200,
        json -> {
          json.array(
              "organization_roles",
              array ->
                  roles
                      .all()
                      .forEach((role, scopes) -> array.object(one -> write(one, role, scopes))));
          json.nullValue("next");
        });
  }

  private static void write(JsonWriter json, OrganizationRole role, Set<String> scopes) {
    json.text("role", role.text());
    json.texts(SCOPES, scopes.stream().sorted().toList());
  }

  private Answer define(Call call) {
    OrganizationRole role = OrganizationRole.of(call.parameter("organization_role")).orElseThrow();
    Set<String> scopes = scopes(call.json().only(SCOPES));
    roles.define(role, scopes, PowerGuard.actor(call));
    return Answer.json(200, json -> write(json, role, scopes));
  }

  private static Set<String> scopes(JsonBody body) {
    Set<String> scopes = new TreeSet<>();
    for (JsonValue item : array(body)) {
      if (!(item instanceof JsonValue.Text(String scope))) {
        throw refused("The member \"scopes\" must be an array of strings.");
      }
      scopes.add(scope);
    }
    OrganizationRoles.complaint(scopes)
        .ifPresent(
            complaint -> {
              throw refused(complaint);
            });
    return scopes;
  }

  private static List<JsonValue> array(JsonBody body) {
    if (body.members().member(SCOPES).orElse(new JsonValue.Null())
        instanceof JsonValue.Array(List<JsonValue> items)) {
      return items;
    }
    throw refused("The member \"scopes\" must be an array of strings.");
  }

  private static ProblemException refused(String why) {
    return new ProblemException(ProblemType.INVALID_MEMBER.because(why));
  }
}

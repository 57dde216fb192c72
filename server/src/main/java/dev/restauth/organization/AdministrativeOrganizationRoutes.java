package dev.restauth.organization;

import dev.restauth.feature.PagedList;
import dev.restauth.http.Access;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.vault.Cursors;
import java.util.Optional;

/** The route through which administrators list all organisations. */
record AdministrativeOrganizationRoutes(Organizations organizations, Cursors cursors)
    implements RouteTable.Routes {
  private static final String ALL = "/api/admin/organizations";
  private static final String PREFIX = "prefix";

  @Override
  public void declare(RouteTable table) {
    table.route(Method.GET, ALL, Access.administrative(AdministrativeScope.ORGS_WRITE), this::list);
  }

  private Answer list(Call call) {
    PagedList list = new PagedList(call, cursors, ALL, PREFIX);
    Optional<String> prefix = list.filter(PREFIX);
    return list.answer(
        "organizations",
        organizations.page(prefix, list.after().orElse(""), list.limit() + 1L),
        (json, organization) -> organization.write(json),
        prefix.isPresent() ? Organization::slug : Organization::id);
  }
}

package dev.restauth.organization;

import dev.restauth.feature.PagedList;
import dev.restauth.http.Access;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.vault.Cursors;
import java.util.List;
import java.util.Optional;

/** The route by which administrators list all organisations. */
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
    List<Organization> page =
        organizations.page(prefix, list.after().orElse(""), list.limit() + 1L);
    boolean more = page.size() > list.limit();
    List<Organization> shown = more ? page.subList(0, list.limit()) : page;
    return list.answer(
        json ->
            json.array("organizations", array -> shown.forEach(each -> array.object(each::write))),
        more ? Optional.of(position(prefix, shown.getLast())) : Optional.empty());
  }

  private static String position(Optional<String> prefix, Organization last) {
    return prefix.isPresent() ? last.slug() : last.id();
  }
}

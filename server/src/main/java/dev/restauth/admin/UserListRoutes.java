package dev.restauth.admin;

import dev.restauth.account.Account;
import dev.restauth.admin.UserSearch.Source;
import dev.restauth.feature.PagedList;
import dev.restauth.http.Access;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.http.QueryParameters;
import dev.restauth.http.RouteTable;
import dev.restauth.mail.EmailAddress;
import dev.restauth.role.Names;
import dev.restauth.store.Store;
import dev.restauth.vault.Cursors;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The route with which administrators list accounts. */
record UserListRoutes(Store store, Cursors cursors) implements RouteTable.Routes {
  private static final String USERNAME = "username";
  private static final String EMAIL = "email";
  private static final String PREFIX = "prefix";
  private static final String ROLE = "role";
  private static final String STATE = "state";
  private static final String CREATED_AFTER = "created_after";

  /** The parameters that select accounts. A call contains at most one of them. */
  private static final List<String> SOURCES = List.of(USERNAME, EMAIL, PREFIX, ROLE);

  @Override
  public void declare(RouteTable table) {
    table.route(
        Method.GET,
        UserRoutes.USERS,
        Access.administrative(AdministrativeScope.USERS_READ),
        this::list);
  }

  private Answer list(Call call) {
    PagedList list =
        new PagedList(
            call, cursors, UserRoutes.USERS, USERNAME, EMAIL, PREFIX, ROLE, STATE, CREATED_AFTER);
    UserSearch search = search(list);
    Optional<String> after = list.after();
    record Read(List<ListedUser> users, Optional<String> next) {}
    Read read =
        store.reading(
            tx -> {
              UserSearch.Page page = search.page(tx, after, list.limit());
              return new Read(new UserRows(tx).listed(page.accounts()), page.next());
            });
    return list.answer(
        json ->
            json.array("users", array -> read.users().forEach(user -> array.object(user::write))),
        read.next());
  }

  private static UserSearch search(PagedList list) {
    if (SOURCES.stream().filter(name -> list.filter(name).isPresent()).count() > 1) {
      throw new ProblemException(
          ProblemType.INVALID_PARAMETER.because(
              "Give one of the parameters " + String.join(", ", SOURCES) + ", or none."));
    }
    return new UserSearch(
        source(list), list.filter(STATE).map(UserListRoutes::state), list.time(CREATED_AFTER));
  }

  private static Source source(PagedList list) {
    Optional<String> email = list.filter(EMAIL);
    Optional<String> role = list.filter(ROLE);
    if (email.isPresent()) {
      return EmailAddress.of(email.get())
          .<Source>map(address -> new Source.Addressed(address, email.get()))
          .orElseThrow(() -> QueryParameters.invalid(EMAIL, "an address such as anna@example.com"));
    }
    if (role.isPresent() && !Names.isName(role.get())) {
      throw QueryParameters.invalid(ROLE, "the name of a role");
    }
    return role.<Source>map(Source.Holding::new)
        .or(() -> list.filter(USERNAME).map(Source.Named::new))
        .or(() -> list.filter(PREFIX).map(Source.Prefixed::new))
        .orElseGet(Source.All::new);
  }

  private static Account.State state(String text) {
    return Arrays.stream(Account.State.values())
        .filter(state -> state.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(() -> QueryParameters.invalid(STATE, "active, disabled or closed"));
  }
}

package dev.restauth.profile;

import dev.restauth.account.Account;
import dev.restauth.account.AccountCache;
import dev.restauth.email.OwnEmail;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.CallerRevokedException;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import java.util.Optional;

/** {@code GET /api/me}: the caller's account. */
record ProfileRoutes(AccountCache accounts, OwnEmail email) implements RouteTable.Routes {

  @Override
  public void declare(RouteTable table) {
    table.route(Method.GET, "/api/me", Access.USER, this::show);
  }

  private Answer show(Call call) {
    Account account =
        accounts.find(call.user().accountId()).orElseThrow(CallerRevokedException::new);
    OwnEmail.State addresses = email.state(account.id(), account.generation());
    Optional<String> address = addresses.address().email();
    return Answer.json(
        200,
        json -> {
          json.number("id", account.id());
          json.text("username", account.username());
          address.ifPresentOrElse(text -> json.text("email", text), () -> json.nullValue("email"));
          json.flag("email_verified", addresses.address().verified());
          addresses
              .pending()
              .ifPresentOrElse(
                  text -> json.text("email_pending", text), () -> json.nullValue("email_pending"));
          json.flag("has_password", account.passwordHash().isPresent());
          json.text("created_at", account.createdAt().toString());
        });
  }
}

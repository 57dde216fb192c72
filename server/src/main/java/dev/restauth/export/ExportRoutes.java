package dev.restauth.export;

import dev.restauth.account.PasswordConfirmation;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Caller;
import dev.restauth.http.FieldNames;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;

/** The route {@code GET /api/me/export}, which returns the caller's data as a file. */
record ExportRoutes(Export export, PasswordConfirmation confirmation) implements RouteTable.Routes {

  @Override
  public void declare(RouteTable table) {
    table.route(Method.GET, "/api/me/export", Access.USER, this::download);
  }

  /**
   * Returns the export. Asks for the password, so that a stolen token is not enough to get the
   * export.
   */
  private Answer download(Call call) {
    Caller.User user = call.user();
    return confirmation
        .refusalOfToken(
            user,
            "An export requires user name and password with HTTP Basic; a token does not suffice.")
        .orElseGet(
            () ->
                Answer.json(200, export.of(user.accountId()))
                    .with(
                        FieldNames.CONTENT_DISPOSITION,
                        "attachment; filename=\"account-" + user.accountId() + ".json\""));
  }
}

package dev.restauth.statistics;

import dev.restauth.http.Access;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.Answer;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.statistics.Statistics.Numbers;
import java.time.temporal.ChronoUnit;

/** The route from which administrators read the numbers of rows. */
record StatisticsRoutes(Statistics statistics) implements RouteTable.Routes {

  @Override
  public void declare(RouteTable table) {
    table.route(
        Method.GET,
        "/api/admin/statistics",
        Access.administrative(AdministrativeScope.USERS_READ),
        _ -> answer(statistics.latest()));
  }

  private static Answer answer(Numbers numbers) {
    return Answer.json(
        200,
        json -> {
          json.text("counted_at", numbers.countedAt().truncatedTo(ChronoUnit.SECONDS).toString());
          json.object(
              "accounts",
              each -> {
                each.number("active", numbers.activeAccounts());
                each.number("disabled", numbers.disabledAccounts());
                each.number("closed", numbers.closedAccounts());
              });
          json.object("sessions", each -> each.number("live", numbers.sessions()));
          json.object(
              "service_keys",
              each -> {
                each.number("active", numbers.activeServiceKeys());
                each.number("disabled", numbers.disabledServiceKeys());
              });
          json.object(
              "mails",
              each -> {
                each.number("waiting", numbers.waitingMails());
                each.number("failed", numbers.failedMails());
              });
          json.object("invitations", each -> each.number("pending", numbers.invitations()));
          json.object("events", each -> each.number("last_day", numbers.events()));
        });
  }
}

package dev.restauth.page;

import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.JsonBody;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.password.HashRequest;
import dev.restauth.password.PasswordMeter;
import dev.restauth.password.PasswordMeter.Measure;
import dev.restauth.throttle.AddressAllowances;

/**
 * The route that measures the strength of a password while a user types it into a page. The
 * password is not stored or logged, and appears in no answer. Each client address gets a burst of
 * {@value #BURST} answers, then two per second.
 */
record StrengthRoutes(Pages pages, PasswordMeter meter, AddressAllowances allowances)
    implements RouteTable.Routes {
  static final int BURST = 60;
  static final int INTERVAL_MILLISECONDS = 500;

  @Override
  public void declare(RouteTable table) {
    table.page(Method.POST, "/password/strength", this::measure);
  }

  private Answer measure(Call call) {
    JsonBody body = call.json().only("password", "username", "language");
    String password = body.string("password");
    String username = body.find("username").orElse("");
    call.locales().request(body.find("language"));
    Texts text = pages.texts(call);
    allowances
        .take(
            HashRequest.fromClient(
                    HashRequest.Priority.OTHER, call.client().address(), call.client()::gone)
                .source())
        .ifPresent(
            wait -> {
              throw new ProblemException(
                  ProblemType.TOO_MANY_REQUESTS.because("Too many passwords were measured."));
            });
    Measure measure = meter.measure(password, username);
    return Answer.json(
        200,
        json ->
            json.number("score", PasswordTexts.score(measure))
                .text("text", PasswordTexts.sentence(measure, text)));
  }
}

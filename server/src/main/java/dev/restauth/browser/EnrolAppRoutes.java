package dev.restauth.browser;

import dev.restauth.browser.LoginPages.Asked;
import dev.restauth.browser.LoginPages.Finished;
import dev.restauth.challenge.Challenges;
import dev.restauth.challenge.Challenges.Enrolment;
import dev.restauth.enrolment.EnrolmentCodes;
import dev.restauth.factor.FactorEnrolment.Added;
import dev.restauth.factor.OwnFactors;
import dev.restauth.factor.TotpEnrolment;
import dev.restauth.factor.TotpEnrolment.Offer;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Form;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.page.Message;
import dev.restauth.page.View;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The page on which a user sets up a required authenticator app, after proving that they may enrol
 * a factor. The first code from the app logs the user in, and the browser continues to the
 * application.
 */
record EnrolAppRoutes(
    LoginPages pages, Challenges challenges, SealedAttempts attempts, TotpEnrolment totp)
    implements RouteTable.Routes {
  static final String PATH = "/login/enrol/app";

  /**
   * The name of the field with the encrypted secret. The field {@code request} contains the
   * application's request.
   */
  private static final String SECRET = "secret";

  private static final int OK = 200;

  @Override
  public void declare(RouteTable table) {
    table.page(Method.GET, PATH, this::show).page(Method.POST, PATH, this::enrol);
  }

  private Optional<Enrolling> enrolling(
      Call call, Optional<String> sealed, Optional<String> attempt) {
    return Enrolling.of(call, pages, attempts, challenges, sealed, attempt)
        .filter(each -> each.enrolment().proved());
  }

  private Answer show(Call call) {
    Optional<String> sealed = LoginPages.query(call, LoginPages.REQUEST);
    return enrolling(call, sealed, LoginPages.query(call, LoginPages.ATTEMPT))
        .map(each -> show(each, OK, offer(each), Message.NONE))
        .orElseGet(() -> LoginPages.ended(call, pages.asked(call, sealed)));
  }

  private Offer offer(Enrolling each) {
    return totp.offer(EnrolmentCodes.owner(each.enrolment()));
  }

  private Answer show(Enrolling each, int status, Offer offer, Message error) {
    Asked asked = each.asked();
    Map<String, String> hidden = new TreeMap<>();
    asked.sealed().ifPresent(request -> hidden.put(LoginPages.REQUEST, request));
    hidden.put(LoginPages.ATTEMPT, each.attempt());
    hidden.put(SECRET, offer.request());
    View view =
        new TotpView(
            asked.call().pathOf(PATH),
            hidden,
            asked.browser().token(about(asked.sealed(), each.attempt(), offer.request())),
            offer,
            error,
            Optional.empty());
    return pages.page(status, asked, view);
  }

  private static String about(Optional<String> sealed, String attempt, String secret) {
    return LoginPages.about(PATH, sealed, Optional.of(attempt)) + " " + secret;
  }

  private Answer enrol(Call call) {
    Form form =
        pages
            .forms()
            .read(
                call,
                each ->
                    about(
                        each.one(LoginPages.REQUEST),
                        each.one(LoginPages.ATTEMPT).orElse(""),
                        each.one(SECRET).orElse("")));
    Optional<String> sealed = form.one(LoginPages.REQUEST);
    return enrolling(call, sealed, form.one(LoginPages.ATTEMPT))
        .map(each -> enrol(call, each, form.one(SECRET).orElse(""), form.one("code").orElse("")))
        .orElseGet(() -> LoginPages.ended(call, pages.asked(call, sealed)));
  }

  private Answer enrol(Call call, Enrolling each, String secret, String code) {
    if (code.isEmpty()) {
      return again(call, each, secret, Message.of("account.totp.missing"));
    }
    Enrolment enrolment = each.enrolment();
    return switch (totp.enrol(
        enrolment.account().id(),
        enrolment.account().generation(),
        secret,
        code,
        LoginPages.client(call))) {
      case OwnFactors.Enrolling.Enrolled(Added added) -> finish(call, each.asked(), added);
      case OwnFactors.Enrolling.WrongCode _ ->
          again(call, each, secret, Message.of("account.totp.wrong"));
      case OwnFactors.Enrolling.UnknownRequest _, OwnFactors.Enrolling.Changed _ ->
          LoginPages.ended(call, Optional.of(each.asked()));
    };
  }

  private Answer again(Call call, Enrolling each, String secret, Message error) {
    Enrolment enrolment = each.enrolment();
    return totp.offered(
            enrolment.account().id(),
            enrolment.account().generation(),
            enrolment.account().username(),
            secret)
        .map(offer -> show(each, LoginPages.again(), offer, error))
        .orElseGet(() -> LoginPages.ended(call, Optional.of(each.asked())));
  }

  /**
   * Completes the log-in. Shows the recovery codes even if the log-in fails, because they cannot be
   * shown again later.
   */
  private Answer finish(Call call, Asked asked, Added added) {
    return switch (pages.finish(call, asked, added.first().orElseThrow())) {
      case Finished.LoggedIn(String location, var cookie) ->
          codes(asked, added, location).with(cookie, call);
      case Finished.TooWeak _, Finished.OtherAccount _, Finished.Changed _ ->
          codes(asked, added, asked.url(LoginPages.LOGIN));
    };
  }

  private Answer codes(Asked asked, Added added, String next) {
    return pages.page(
        OK,
        asked,
        new CodesView(Message.of("account.codes.app-added"), added.recoveryCodes(), true, next));
  }
}

package dev.restauth.accountpage;

import dev.restauth.accountpage.OverviewView.Application;
import dev.restauth.accountpage.OverviewView.Device;
import dev.restauth.accountpage.OverviewView.Paths;
import dev.restauth.accountpage.OverviewView.Remembered;
import dev.restauth.browser.BrowserFeature;
import dev.restauth.device.RememberedDevices;
import dev.restauth.email.OwnEmail;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Form;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.mail.EmailAddress;
import dev.restauth.oauth.authorize.OwnConsents;
import dev.restauth.page.Message;
import dev.restauth.session.OwnSessions;
import dev.restauth.session.OwnSessions.Listed;
import dev.restauth.session.Sessions.EndOutcome;
import java.util.List;
import java.util.Optional;

/**
 * The main page of an account. It shows sessions, remembered devices and applications with access.
 * The user can revoke each of them.
 *
 * @param lists the lists that the page shows
 */
record OverviewRoutes(
    AccountPages pages,
    OwnSessions sessions,
    RememberedDevices remembered,
    OwnConsents consents,
    OwnEmail email,
    OverviewLists lists)
    implements RouteTable.Routes {
  private static final String END_OTHERS = "end-others";

  /** The parameter with the name of the only list to show. */
  private static final String LIST = "list";

  @Override
  public void declare(RouteTable table) {
    table
        .page(
            Method.GET,
            AccountPages.ACCOUNT,
            call -> pages.show(call, AccountPages.ACCOUNT, this::show))
        .page(
            Method.POST,
            AccountPages.ACCOUNT,
            call -> pages.change(call, AccountPages.ACCOUNT, this::change));
  }

  private Answer show(Visit visit) {
    Optional<Part> only =
        visit.call().queryForm().flatMap(query -> query.one(LIST)).flatMap(Part::named);
    return visit.call().page(AccountPages.OK, view(visit, only));
  }

  /**
   * Returns the page.
   *
   * @param only the only list to show, beginning with the row that the URL specifies. If empty, the
   *     page shows the beginning of each list
   */
  private OverviewView view(Visit visit, Optional<Part> only) {
    int from = only.isPresent() ? AccountPages.from(visit.call()) : 0;
    List<Listed> sessions = shows(only, Part.DEVICES) ? lists.sessions(visit) : List.of();
    boolean alone = only.isPresent();
    Slice<Device> devices = lists.devices(visit, sessions, from, alone);
    Slice<Remembered> remembered =
        shows(only, Part.REMEMBERED) ? lists.remembered(visit, from, alone) : none();
    Slice<Application> applications =
        shows(only, Part.APPLICATIONS) ? lists.applications(visit, from, alone) : none();
    return new OverviewView(
        paths(visit.call()),
        visit.account().username(),
        email
            .state(visit.accountId(), visit.generation())
            .address()
            .confirmed()
            .map(EmailAddress::text),
        Notice.of(visit, pages.forms().tokens()),
        visit.browser().token(BrowserFeature.LOG_OUT),
        only.map(Part::text).orElse(""),
        only.map(part -> address(visit, part, from))
            .orElseGet(() -> visit.call().pathOf(AccountPages.ACCOUNT)),
        devices.rows(),
        more(visit, Part.DEVICES, devices, alone),
        sessions.size() > 1
            ? Optional.of(visit.token(AccountPages.ACCOUNT, END_OTHERS, ""))
            : Optional.empty(),
        remembered.rows(),
        more(visit, Part.REMEMBERED, remembered, alone),
        applications.rows(),
        more(visit, Part.APPLICATIONS, applications, alone));
  }

  private static boolean shows(Optional<Part> only, Part part) {
    return only.isEmpty() || only.get() == part;
  }

  private static <T> Slice<T> none() {
    return new Slice<>(List.of(), 0, 0);
  }

  private static String address(Visit visit, Part part, int from) {
    return AccountPages.url(
        visit.call(), AccountPages.ACCOUNT + "?" + LIST + "=" + part.text(), from);
  }

  private static Optional<More> more(Visit visit, Part part, Slice<?> shown, boolean alone) {
    if (shown.left() == 0) {
      return Optional.empty();
    }
    return Optional.of(
        alone
            ? new More(
                Message.of("account.overview.more", Integer.toString(shown.left())),
                address(visit, part, shown.next()))
            : new More(
                Message.of("account.overview.all", Integer.toString(shown.next() + shown.left())),
                address(visit, part, 0)));
  }

  static Paths paths(Call call) {
    return new Paths(
        call.pathOf(AccountPages.ACCOUNT),
        call.pathOf(BrowserFeature.LOG_OUT),
        call.pathOf(AccountPages.PASSWORD),
        call.pathOf(AccountPages.EMAIL),
        call.pathOf(AccountPages.FACTORS));
  }

  private Answer change(Visit visit, Form form) {
    return pages
        .stepUp(visit, AccountPages.ACCOUNT)
        .orElseGet(
            () ->
                change(
                    visit,
                    form.one(AccountPages.ACTION).orElse(""),
                    form.one(AccountPages.THING).orElse("")));
  }

  private Answer change(Visit visit, String action, String thing) {
    return switch (action) {
      case OverviewLists.END ->
          ended(
              visit,
              sessions.endOne(visit.accountId(), visit.generation(), thing, visit.network()),
              Notice.SESSION_ENDED);
      case END_OTHERS ->
          ended(
              visit,
              sessions.endOthersOfBrowser(
                  visit.accountId(), visit.generation(), visit.session().id(), visit.network()),
              Notice.OTHERS_ENDED);
      case OverviewLists.FORGET -> {
        var _ = remembered.forget(visit.accountId(), thing, visit.network().orElseThrow());
        yield pages.done(visit, AccountPages.ACCOUNT, Notice.DEVICE_FORGOTTEN);
      }
      case OverviewLists.WITHDRAW -> withdraw(visit, thing);
      default -> Answer.problem(ProblemType.INVALID_PARAMETER.because("There is no such action."));
    };
  }

  /**
   * Answers after a session was revoked. A session that had already ended counts as revoked. If the
   * account was changed, the user must log in.
   */
  private Answer ended(Visit visit, EndOutcome outcome, Notice notice) {
    return switch (outcome) {
      case ENDED, UNKNOWN -> pages.done(visit, AccountPages.ACCOUNT, notice);
      case TOO_LATE -> Answer.seeOther(visit.call().pathOf(AccountPages.ACCOUNT));
    };
  }

  private Answer withdraw(Visit visit, String clientId) {
    var _ = consents.withdraw(visit.accountId(), clientId, visit.network().orElseThrow());
    return pages.done(visit, AccountPages.ACCOUNT, Notice.ACCESS_WITHDRAWN);
  }
}

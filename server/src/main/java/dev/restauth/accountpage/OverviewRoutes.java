package dev.restauth.accountpage;

import dev.restauth.accountpage.OverviewView.Application;
import dev.restauth.accountpage.OverviewView.Device;
import dev.restauth.accountpage.OverviewView.Kind;
import dev.restauth.accountpage.OverviewView.Paths;
import dev.restauth.accountpage.OverviewView.Remembered;
import dev.restauth.browser.BrowserFeature;
import dev.restauth.config.AddressBlock;
import dev.restauth.device.BrowserName;
import dev.restauth.device.RememberedDevices;
import dev.restauth.email.OwnEmail;
import dev.restauth.event.Network;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Form;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.mail.EmailAddress;
import dev.restauth.oauth.authorize.OwnConsents;
import dev.restauth.session.OwnSessions;
import dev.restauth.session.OwnSessions.Listed;
import dev.restauth.session.Sessions.EndOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The page of an account: sessions and applications with access, and ending both.
 *
 * @param clientNames finds the name of a client
 */
record OverviewRoutes(
    AccountPages pages,
    OwnSessions sessions,
    RememberedDevices remembered,
    OwnConsents consents,
    OwnEmail email,
    Function<String, Optional<String>> clientNames)
    implements RouteTable.Routes {
  private static final String END = "end";
  private static final String END_OTHERS = "end-others";
  private static final String FORGET = "forget";
  private static final String WITHDRAW = "withdraw";

  /** The longest part of an unknown User-Agent that is shown, in characters. */
  private static final int NAME_AT_MOST = 60;

  /** The number of sessions that are listed: an account can have hundreds, and a page must stay small. */
  private static final int LISTED_AT_MOST = 20;

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
    List<Device> devices = devices(visit);
    return visit
        .call()
        .page(
            AccountPages.OK,
            new OverviewView(
                paths(visit.call()),
                visit.account().username(),
                email
                    .state(visit.accountId(), visit.generation())
                    .address()
                    .confirmed()
                    .map(EmailAddress::text),
                Notice.of(visit, pages.forms().tokens()),
                visit.browser().token(BrowserFeature.LOG_OUT),
                devices.stream().limit(LISTED_AT_MOST).toList(),
                Math.max(0, devices.size() - LISTED_AT_MOST),
                devices.size() > 1
                    ? Optional.of(visit.token(AccountPages.ACCOUNT, END_OTHERS, ""))
                    : Optional.empty(),
                remembered(visit),
                applications(visit)));
  }

  static Paths paths(Call call) {
    return new Paths(
        call.pathOf(AccountPages.ACCOUNT),
        call.pathOf(BrowserFeature.LOG_OUT),
        call.pathOf(AccountPages.PASSWORD),
        call.pathOf(AccountPages.EMAIL),
        call.pathOf(AccountPages.FACTORS));
  }

  private List<Device> devices(Visit visit) {
    List<Device> devices = new ArrayList<>();
    for (Listed each : sessions.of(visit.accountId())) {
      boolean current = each.id().equals(visit.session().id());
      devices.add(current ? 0 : devices.size(), device(visit, each, current));
    }
    return devices;
  }

  private Device device(Visit visit, Listed listed, boolean current) {
    return new Device(
        listed.id(),
        listed
            .clientId()
            .map(id -> clientNames.apply(id).orElse(id))
            .or(() -> name(listed.userAgent()))
            .orElse(""),
        kind(listed),
        listed.usedAt(),
        network(listed.address()),
        current,
        visit.token(AccountPages.ACCOUNT, END, listed.id()));
  }

  /** Returns the name of a browser, or the beginning of what another program says of itself. */
  private static Optional<String> name(Optional<String> userAgent) {
    return BrowserName.of(userAgent)
        .or(
            () ->
                userAgent.map(
                    text ->
                        text.substring(
                            0,
                            text.offsetByCodePoints(
                                0,
                                Math.min(NAME_AT_MOST, text.codePointCount(0, text.length()))))));
  }

  private static String network(String address) {
    return AddressBlock.literal(address).map(Network::of).map(Network::text).orElse("");
  }

  private List<Remembered> remembered(Visit visit) {
    return remembered.list(visit.accountId()).stream()
        .map(
            each ->
                new Remembered(
                    each.id(),
                    name(each.userAgent()).orElse(""),
                    each.usedAt(),
                    each.endsAt(),
                    network(each.address()),
                    visit.token(AccountPages.ACCOUNT, FORGET, each.id())))
        .toList();
  }

  private static Kind kind(Listed listed) {
    if (listed.impersonated()) {
      return Kind.ADMINISTRATOR;
    }
    if (listed.clientId().isPresent()) {
      return Kind.APPLICATION;
    }
    return listed.browser() ? Kind.BROWSER : Kind.PROGRAM;
  }

  private List<Application> applications(Visit visit) {
    return consents.allowed(visit.accountId()).stream()
        .map(
            each ->
                new Application(each, visit.token(AccountPages.ACCOUNT, WITHDRAW, each.clientId())))
        .toList();
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
      case END ->
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
      case FORGET -> {
        var _ = remembered.forget(visit.accountId(), thing, visit.network().orElseThrow());
        yield pages.done(visit, AccountPages.ACCOUNT, Notice.DEVICE_FORGOTTEN);
      }
      case WITHDRAW -> withdraw(visit, thing);
      default -> Answer.problem(ProblemType.INVALID_PARAMETER.because("There is no such action."));
    };
  }

  /** Answers after a session ended; one that had ended before counts, too. A changed account asks for a log-in. */
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

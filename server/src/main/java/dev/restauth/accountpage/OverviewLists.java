package dev.restauth.accountpage;

import dev.restauth.accountpage.OverviewView.Application;
import dev.restauth.accountpage.OverviewView.Device;
import dev.restauth.accountpage.OverviewView.Kind;
import dev.restauth.accountpage.OverviewView.Remembered;
import dev.restauth.config.AddressBlock;
import dev.restauth.device.BrowserName;
import dev.restauth.device.RememberedDevices;
import dev.restauth.event.Network;
import dev.restauth.oauth.authorize.OwnConsents;
import dev.restauth.oauth.authorize.OwnConsents.Allowed;
import dev.restauth.session.OwnSessions;
import dev.restauth.session.OwnSessions.Listed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The lists on the main page of an account: sessions, remembered devices, and applications with
 * access. Each row has the token of the form with which the user revokes it.
 *
 * @param clientNames finds the name of an OAuth client
 */
record OverviewLists(
    OwnSessions sessions,
    RememberedDevices remembered,
    OwnConsents consents,
    Function<String, Optional<String>> clientNames) {
  static final String END = "end";
  static final String FORGET = "forget";
  static final String WITHDRAW = "withdraw";

  /** The maximum length of an unrecognized User-Agent on the page, in characters. */
  private static final int NAME_AT_MOST = 60;

  /**
   * Returns the sessions: first this browser's session, then the other sessions, the most recently
   * used first.
   */
  List<Listed> sessions(Visit visit) {
    List<Listed> ordered = new ArrayList<>();
    for (Listed each : sessions.of(visit.accountId())) {
      ordered.add(isCurrent(visit, each) ? 0 : ordered.size(), each);
    }
    return ordered;
  }

  private static boolean isCurrent(Visit visit, Listed listed) {
    return listed.id().equals(visit.session().id());
  }

  Slice<Device> devices(Visit visit, List<Listed> all, int from, boolean alone) {
    return Slice.of(all, from, Part.DEVICES.bounds(alone), each -> name(each).length())
        .map(each -> device(visit, each));
  }

  private Device device(Visit visit, Listed listed) {
    return new Device(
        listed.id(),
        name(listed),
        kind(listed),
        listed.usedAt(),
        network(listed.address()),
        isCurrent(visit, listed),
        visit.token(AccountPages.ACCOUNT, END, listed.id()));
  }

  private String name(Listed listed) {
    return listed
        .clientId()
        .map(id -> clientNames.apply(id).orElse(id))
        .or(() -> name(listed.userAgent()))
        .orElse("");
  }

  /** Returns the name of a browser, or the beginning of the User-Agent of another program. */
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

  private static Kind kind(Listed listed) {
    if (listed.impersonated()) {
      return Kind.ADMINISTRATOR;
    }
    if (listed.clientId().isPresent()) {
      return Kind.APPLICATION;
    }
    return listed.browser() ? Kind.BROWSER : Kind.PROGRAM;
  }

  /** Returns the browsers on which the user is not asked for the second factor. */
  Slice<Remembered> remembered(Visit visit, int from, boolean alone) {
    return Slice.of(
            remembered.list(visit.accountId()),
            from,
            Part.REMEMBERED.bounds(alone),
            each -> name(each.userAgent()).orElse("").length())
        .map(
            each ->
                new Remembered(
                    each.id(),
                    name(each.userAgent()).orElse(""),
                    each.usedAt(),
                    each.endsAt(),
                    network(each.address()),
                    visit.token(AccountPages.ACCOUNT, FORGET, each.id())));
  }

  /** Returns the applications with access, beginning with the most recently allowed. */
  Slice<Application> applications(Visit visit, int from, boolean alone) {
    List<Allowed> newestFirst =
        consents.allowed(visit.accountId()).stream()
            .sorted(Comparator.comparing(Allowed::allowedAt).reversed())
            .toList();
    return Slice.of(newestFirst, from, Part.APPLICATIONS.bounds(alone), OverviewLists::length)
        .map(
            each ->
                new Application(
                    each, visit.token(AccountPages.ACCOUNT, WITHDRAW, each.clientId())));
  }

  private static int length(Allowed allowed) {
    int scopes =
        allowed.scopes().stream()
            .mapToInt(scope -> 100 + String.join("", scope.arguments()).length())
            .sum();
    int resources = allowed.resources().stream().mapToInt(String::length).sum();
    return allowed.clientName().orElse(allowed.clientId()).length() + scopes + resources;
  }
}

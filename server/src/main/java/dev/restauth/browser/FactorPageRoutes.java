package dev.restauth.browser;

import dev.restauth.assurance.Acr;
import dev.restauth.assurance.Authentication;
import dev.restauth.assurance.ProofMethod;
import dev.restauth.browser.FactorView.Way;
import dev.restauth.browser.LoginPages.Asked;
import dev.restauth.browser.LoginPages.Finished;
import dev.restauth.challenge.Challenges;
import dev.restauth.challenge.Challenges.Outcome;
import dev.restauth.challenge.Challenges.Pending;
import dev.restauth.device.RememberedDevices;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Form;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.page.Message;
import dev.restauth.passkey.PagePasskeys;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The page for the second factor, after a correct first proof. The page decides nothing itself:
 * {@link Challenges} checks the code as for {@code POST /api/login/factor}.
 *
 * @param links the alternatives to which the page links, such as removing a lost factor by mail
 * @param passkeys log-ins with passkeys; empty if no domain for passkeys is configured
 */
record FactorPageRoutes(
    LoginPages pages,
    Challenges challenges,
    RememberedDevices devices,
    SealedAttempts attempts,
    LoginLinks links,
    Optional<PagePasskeys> passkeys)
    implements RouteTable.Routes {
  private static final Message WRONG = Message.of("browser.factor.wrong");
  private static final Message MISSING = Message.of("browser.factor.missing");

  /** The parameter with the kind of factor for which the form asks. */
  private static final String WAY = "way";

  /** The name of the checkbox with which the user lets the server remember the browser. */
  static final String REMEMBER = "remember";

  private static final int OK = 200;

  /** A log-in of the calling browser whose second factor is missing. */
  private record Half(Asked asked, String attempt, Pending pending) {}

  @Override
  public void declare(RouteTable table) {
    table
        .page(Method.GET, LoginPages.FACTOR, this::show)
        .page(Method.POST, LoginPages.FACTOR, this::complete)
        .page(Method.GET, LoginPages.RECOVERED, this::recovered);
  }

  private Answer show(Call call) {
    Optional<String> sealed = LoginPages.query(call, LoginPages.REQUEST);
    Optional<String> attempt = LoginPages.query(call, LoginPages.ATTEMPT);
    return half(call, sealed, attempt)
        .map(
            half ->
                pages.page(OK, half.asked(), view(half, LoginPages.query(call, WAY), Message.NONE)))
        .orElseGet(() -> LoginPages.ended(call, pages.asked(call, sealed)));
  }

  private Optional<Half> half(Call call, Optional<String> sealed, Optional<String> attempt) {
    return pages
        .asked(call, sealed)
        .flatMap(
            asked ->
                attempt.flatMap(
                    each -> pending(each, asked).map(pending -> new Half(asked, each, pending))));
  }

  /** Finds the challenge of an encrypted attempt. */
  Optional<Pending> pending(String attempt, Asked asked) {
    Optional<Pending> pending =
        attempts
            .open(attempt, asked.browser().binding(), asked.sealed())
            .flatMap(handle -> challenges.find(handle, Optional.empty()));
    pending.ifPresent(each -> asked.call().locales().concern(each.half().accountId()));
    return pending;
  }

  /** Returns the URL of one of the page's steps. */
  static String url(Asked asked, String attempt, Way way) {
    String page = LoginPages.factorUrl(asked, attempt);
    return way == Way.RECOVERY ? page + "&" + WAY + "=" + way.text() : page;
  }

  private FactorView view(Half half, Optional<String> wanted, Message error) {
    Asked asked = half.asked();
    long accountId = half.pending().half().accountId();
    Set<Way> ways = ways(accountId, asked);
    return new FactorView(
        asked,
        error,
        asked.browser().token(about(asked.sealed(), Optional.of(half.attempt()))),
        half.attempt(),
        way(wanted, ways),
        ways,
        devices.isOfferedTo(accountId),
        links.lostFactor());
  }

  /** Returns the kinds of factors that can complete an account's log-in. */
  private Set<Way> ways(long accountId, Asked asked) {
    Set<String> offers = challenges.offers(accountId);
    boolean codesSuffice = !asked.least().satisfies(Acr.PHISHING_RESISTANT);
    Set<Way> ways = EnumSet.noneOf(Way.class);
    if (codesSuffice && offers.contains(ProofMethod.TOTP.text())) {
      ways.add(Way.APP);
    }
    if (codesSuffice && offers.contains(ProofMethod.RECOVERY_CODE.text())) {
      ways.add(Way.RECOVERY);
    }
    if (passkeys.isPresent() && offers.contains(ProofMethod.PASSKEY.text())) {
      ways.add(Way.PASSKEY);
    }
    return ways;
  }

  /**
   * Returns the kind of factor for which the page asks: a recovery code if the user has chosen that
   * kind. Otherwise it is the first of these that can complete the log-in: a code from an app, a
   * passkey, a recovery code.
   */
  private static Way way(Optional<String> wanted, Set<Way> ways) {
    if (ways.contains(Way.RECOVERY) && wanted.filter(Way.RECOVERY.text()::equals).isPresent()) {
      return Way.RECOVERY;
    }
    if (ways.contains(Way.APP)) {
      return Way.APP;
    }
    return ways.equals(Set.of(Way.RECOVERY)) ? Way.RECOVERY : Way.PASSKEY;
  }

  /** Returns the text to which the form's token is bound. */
  static String about(Optional<String> sealed, Optional<String> attempt) {
    return LoginPages.about(LoginPages.FACTOR, sealed, attempt);
  }

  private Answer complete(Call call) {
    Form form =
        pages
            .forms()
            .read(call, each -> about(each.one(LoginPages.REQUEST), each.one(LoginPages.ATTEMPT)));
    Optional<String> sealed = form.one(LoginPages.REQUEST);
    return pages
        .decided(call, form, sealed)
        .orElseGet(
            () ->
                half(call, sealed, form.one(LoginPages.ATTEMPT))
                    .map(half -> complete(call, half, form))
                    .orElseGet(() -> LoginPages.ended(call, pages.asked(call, sealed))));
  }

  private Answer complete(Call call, Half half, Form form) {
    Optional<String> way = form.one(WAY);
    Optional<String> code = form.one("code");
    if (code.isEmpty()) {
      return again(half, way, MISSING);
    }
    return switch (challenges.complete(half.pending(), code.get(), LoginPages.client(call))) {
      case Outcome.Complete(Authentication authentication, _) ->
          finish(call, half.asked(), authentication, form.one(REMEMBER).isPresent());
      case Outcome.WrongCode _ -> again(half, way, WRONG);
      case Outcome.Unknown _ -> LoginPages.ended(call, Optional.of(half.asked()));
      case Outcome.Throttled(Duration retryAfter) ->
          pages.throttled(half.asked(), view(half, way, LoginPages.THROTTLED), retryAfter);
    };
  }

  private Answer again(Half half, Optional<String> way, Message error) {
    return pages.page(LoginPages.again(), half.asked(), view(half, way, error));
  }

  private Answer finish(
      Call call, Asked asked, Authentication authentication, boolean isRemembered) {
    return switch (pages.finish(call, asked, authentication)) {
      case Finished.LoggedIn(String location, var cookie) -> {
        boolean recovered = authentication.methods().all().contains(ProofMethod.RECOVERY_CODE);
        Answer next =
            Answer.seeOther(recovered ? asked.url(LoginPages.RECOVERED) : location)
                .with(cookie, call);
        yield isRemembered ? remembering(call, authentication, next) : next;
      }
      case Finished.TooWeak _ -> pages.tooWeak(asked);
      case Finished.OtherAccount _, Finished.Changed _ ->
          LoginPages.ended(call, Optional.of(asked));
    };
  }

  /**
   * Remembers the browser after a log-in with two factors. Returns the answer, with the cookie of
   * the remembered device if the account may have one.
   */
  Answer remembering(Call call, Authentication authentication, Answer answer) {
    return devices
        .remember(authentication, call)
        .map(cookie -> answer.with(cookie, call))
        .orElse(answer);
  }

  /** Shows the page after a log-in with a recovery code, with the number of remaining codes. */
  private Answer recovered(Call call) {
    Optional<Asked> asked = pages.asked(call, LoginPages.query(call, LoginPages.REQUEST));
    Optional<BrowserSession> session = pages.sessions().find(call);
    return asked.isEmpty() || session.isEmpty()
        ? LoginPages.ended(call, asked)
        : pages.page(
            OK,
            asked.get(),
            new RecoveredView(
                asked.get(),
                challenges.recoveryCodes(session.get().accountId()),
                pages.continuation(asked.get())));
  }
}

package dev.restauth.browser;

import dev.restauth.assurance.Acr;
import dev.restauth.assurance.Authentication;
import dev.restauth.assurance.ProofMethod;
import dev.restauth.browser.LoginPages.Asked;
import dev.restauth.browser.LoginPages.Finished;
import dev.restauth.challenge.Challenges;
import dev.restauth.challenge.Challenges.Outcome;
import dev.restauth.challenge.Challenges.Pending;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Form;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.page.Message;
import dev.restauth.passkey.PagePasskeys;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The page for the second factor of a log-in whose password was right. It decides nothing: {@link Challenges} checks the code
 * as for {@code POST /api/login/factor}.
 *
 * @param passkeys log-ins with passkeys; empty if this server does not know their domain
 */
record FactorPageRoutes(
    LoginPages pages,
    Challenges challenges,
    SealedAttempts attempts,
    Optional<PagePasskeys> passkeys)
    implements RouteTable.Routes {
  private static final Message WRONG = Message.of("browser.factor.wrong");
  private static final Message MISSING = Message.of("browser.factor.missing");
  private static final int OK = 200;

  /** A half log-in of the browser that makes a call. */
  private record Half(Asked asked, String attempt, Pending pending) {}

  @Override
  public void declare(RouteTable table) {
    table
        .page(Method.GET, LoginPages.FACTOR, this::show)
        .page(Method.POST, LoginPages.FACTOR, this::complete);
  }

  private Answer show(Call call) {
    Optional<String> sealed = LoginPages.query(call, LoginPages.REQUEST);
    Optional<String> attempt = LoginPages.query(call, LoginPages.ATTEMPT);
    return half(call, sealed, attempt)
        .map(half -> pages.page(OK, half.asked(), view(half, Message.NONE)))
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

  /** Finds the challenge of a sealed attempt. */
  Optional<Pending> pending(String attempt, Asked asked) {
    return attempts
        .open(attempt, asked.browser().binding(), asked.sealed())
        .flatMap(handle -> challenges.find(handle, Optional.empty()));
  }

  private FactorView view(Half half, Message error) {
    Asked asked = half.asked();
    Set<String> offers = challenges.offers(half.pending().half().accountId());
    boolean codesSuffice = !asked.least().satisfies(Acr.PHISHING_RESISTANT);
    return new FactorView(
        asked,
        error,
        asked.browser().token(about(asked.sealed(), Optional.of(half.attempt()))),
        half.attempt(),
        codesSuffice
            && (offers.contains(ProofMethod.TOTP.text())
                || offers.contains(ProofMethod.RECOVERY_CODE.text())),
        passkeys.isPresent() && offers.contains(ProofMethod.PASSKEY.text()));
  }

  /** Returns what the token of the form is about. */
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
                    .map(half -> complete(call, half, form.one("code")))
                    .orElseGet(() -> LoginPages.ended(call, pages.asked(call, sealed))));
  }

  private Answer complete(Call call, Half half, Optional<String> code) {
    if (code.isEmpty()) {
      return again(half, MISSING);
    }
    return switch (challenges.complete(half.pending(), code.get(), LoginPages.client(call))) {
      case Outcome.Complete(Authentication authentication, _) ->
          finish(call, half.asked(), authentication);
      case Outcome.WrongCode _ -> again(half, WRONG);
      case Outcome.Unknown _ -> LoginPages.ended(call, Optional.of(half.asked()));
      case Outcome.Throttled(Duration retryAfter) ->
          pages.throttled(half.asked(), view(half, LoginPages.THROTTLED), retryAfter);
    };
  }

  private Answer again(Half half, Message error) {
    return pages.page(LoginPages.again(), half.asked(), view(half, error));
  }

  private Answer finish(Call call, Asked asked, Authentication authentication) {
    return switch (pages.finish(call, asked, authentication)) {
      case Finished.LoggedIn(String location, var cookie) ->
          Answer.seeOther(location).with(cookie, call);
      case Finished.TooWeak _ -> pages.tooWeak(asked);
      case Finished.OtherAccount _, Finished.Changed _ ->
          LoginPages.ended(call, Optional.of(asked));
    };
  }
}

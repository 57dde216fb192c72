package dev.restauth.accountpage;

import dev.restauth.accountpage.FactorsView.App;
import dev.restauth.accountpage.FactorsView.Passkey;
import dev.restauth.accountpage.FactorsView.Passkeys;
import dev.restauth.browser.CodesView;
import dev.restauth.factor.OwnFactors;
import dev.restauth.factor.OwnFactors.Overview;
import dev.restauth.http.Answer;
import dev.restauth.http.Form;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.page.Message;
import dev.restauth.passkey.RegisteredPasskeys;
import dev.restauth.passkey.RegisteredPasskeys.Listed;
import java.util.List;
import java.util.Optional;

/**
 * The page for second factors. Users can see and remove their factors, and create new recovery
 * codes.
 *
 * @param passkeys the passkeys; empty if the domain of passkeys is not configured
 */
record OwnFactorRoutes(
    AccountPages pages,
    FactorRules rules,
    OwnFactors factors,
    Optional<RegisteredPasskeys> passkeys)
    implements RouteTable.Routes {
  /** The action for which the script's token for adding a passkey is valid. */
  static final String ADD_PASSKEY = "add-passkey";

  private static final String PATH = AccountPages.FACTORS;
  private static final String REMOVE_APP = "remove-app";
  private static final String NEW_CODES = "new-codes";
  private static final String RENAME = "rename-passkey";
  private static final String REMOVE = "remove-passkey";

  /**
   * The maximum number of passkeys that the page shows. Each passkey has two forms, and the page
   * must stay small.
   */
  private static final Slice.Bounds SHOWN = new Slice.Bounds(5, 320);

  @Override
  public void declare(RouteTable table) {
    table
        .page(
            Method.GET,
            PATH,
            call ->
                pages.show(
                    call, PATH, visit -> call.page(AccountPages.OK, view(visit, Message.NONE))))
        .page(Method.POST, PATH, call -> pages.change(call, PATH, this::change));
  }

  private FactorsView view(Visit visit, Message error) {
    Overview overview = factors.of(visit.accountId());
    int from = AccountPages.from(visit.call());
    return new FactorsView(
        visit.call().pathOf(PATH),
        from == 0 ? visit.call().pathOf(PATH) : AccountPages.url(visit.call(), PATH, from),
        visit.call().pathOf(AccountPages.ACCOUNT),
        visit.call().pathOf(TotpPageRoutes.PATH),
        Notice.of(visit, pages.forms().tokens()),
        error,
        overview.totpSince().map(since -> new App(since, visit.token(PATH, REMOVE_APP, ""))),
        passkeys.map(each -> passkeys(visit, each, from)),
        overview.recoveryCodes(),
        Optional.of(visit)
            .filter(each -> each.account().factor())
            .map(each -> each.token(PATH, NEW_CODES, "")),
        rules.withoutPasskey(visit, PATH));
  }

  private static Passkeys passkeys(Visit visit, RegisteredPasskeys registered, int from) {
    Slice<Passkey> shown =
        Slice.of(registered.of(visit.accountId()), from, SHOWN, each -> each.name().length())
            .map(each -> passkey(visit, each));
    return new Passkeys(
        visit.token(PATH, ADD_PASSKEY, ""),
        shown.rows(),
        Optional.of(shown)
            .filter(each -> each.left() > 0)
            .map(
                each ->
                    new More(
                        Message.of("account.overview.more", Integer.toString(each.left())),
                        AccountPages.url(visit.call(), PATH, each.next()))));
  }

  private static Passkey passkey(Visit visit, Listed listed) {
    return new Passkey(
        listed.id(),
        listed.name(),
        listed.createdAt(),
        listed.lastUsedAt(),
        visit.token(PATH, RENAME, listed.id()),
        visit.token(PATH, REMOVE, listed.id()));
  }

  private Answer change(Visit visit, Form form) {
    return rules
        .refusal(visit, PATH)
        .orElseGet(
            () ->
                change(
                    visit,
                    form,
                    form.one(AccountPages.ACTION).orElse(""),
                    form.one(AccountPages.THING).orElse("")));
  }

  private Answer change(Visit visit, Form form, String action, String thing) {
    return switch (action) {
      case REMOVE_APP ->
          removing(
              visit,
              () -> factors.removeTotp(visit.accountId(), visit.generation(), visit.network()),
              Notice.APP_REMOVED);
      case NEW_CODES -> newCodes(visit);
      case RENAME -> rename(visit, thing, form.one("name").orElse(""));
      case REMOVE ->
          removing(
              visit,
              () ->
                  passkeys
                      .filter(
                          each ->
                              each.remove(
                                  visit.accountId(), visit.generation(), thing, visit.network()))
                      .isPresent(),
              Notice.PASSKEY_REMOVED);
      default -> Answer.problem(ProblemType.INVALID_PARAMETER.because("There is no such action."));
    };
  }

  /**
   * Removes a factor, unless the account must have it. Also succeeds if the factor was already
   * removed.
   */
  private Answer removing(Visit visit, Removal removal, Notice notice) {
    if (rules.access().isNeeded(visit.accountId())) {
      return pages.again(visit, view(visit, Message.of("account.factors.last")));
    }
    var _ = removal.remove();
    return pages.done(visit, PATH, notice);
  }

  /** Removes a factor. Returns whether the account had it. */
  private interface Removal {
    boolean remove();
  }

  private Answer newCodes(Visit visit) {
    Optional<List<String>> codes =
        factors.renewRecoveryCodes(visit.accountId(), visit.generation(), visit.network());
    return codes
        .map(
            made ->
                visit
                    .call()
                    .page(
                        AccountPages.OK,
                        new CodesView(Message.NONE, made, false, visit.call().pathOf(PATH))))
        .orElseGet(() -> Answer.seeOther(visit.call().pathOf(PATH)));
  }

  private Answer rename(Visit visit, String id, String name) {
    return passkeys.filter(each -> each.rename(visit.accountId(), id, name)).isPresent()
        ? pages.done(visit, PATH, Notice.PASSKEY_RENAMED)
        : pages.again(visit, view(visit, Message.of("account.factors.name-invalid")));
  }
}
